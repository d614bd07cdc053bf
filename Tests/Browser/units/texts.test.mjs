import assert from "node:assert/strict";
import { test } from "node:test";

const { chooseLanguage } = await import(`${process.env.PAGE}/texts.js`);

const words = async (language) => (await import(`${process.env.PAGE}/text-${language}.js`)).default;
const slots = (text) => text.match(/\{\w+\}/g) ?? [];

test("every language says everything, with the same slots", async () => {
  const english = await words("en");
  for (const language of ["es", "pt", "de", "fr", "ar", "zh"]) {
    const its = await words(language);
    assert.deepEqual(Object.keys(its), Object.keys(english), language);
    for (const key in english) assert.deepEqual(slots(its[key]), slots(english[key]), `${language} ${key}`);
  }
});

test("the first language that is spoken is chosen, else English", () => {
  assert.equal(chooseLanguage(["nl-NL", "fr-CA", "de"]), "fr");
  assert.equal(chooseLanguage(["pt-BR"]), "pt");
  assert.equal(chooseLanguage(["ZH-hant-TW"]), "zh");
  assert.equal(chooseLanguage(["nl", "constructor"]), "en");
  assert.equal(chooseLanguage([]), "en");
});
