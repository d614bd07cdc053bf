"""The interface's description, made readable."""

from test_looks import serious

METHODS = {"get", "post", "put", "patch", "delete"}


def test_every_operation_is_on_the_page_of_documentation(visit):
    chat = visit(path=None)
    chat.page.goto(chat.origin + "/chat/docs")
    chat.page.locator("#operations article").first.wait_for()
    paths = chat.page.request.get(chat.origin + "/chat/openapi.json").json()["paths"]
    operations = [operation["operationId"] for path, methods in paths.items() if not path.endswith((".js", ".css", ".svg"))
                  for method, operation in methods.items() if method in METHODS]
    shown = chat.page.locator("#operations article").evaluate_all("articles => articles.map((article) => article.id)")
    assert sorted(shown) == sorted(operations)
    assert serious(chat) == []
    chat.shot()
    chat.page.set_viewport_size({"width": 390, "height": 844})
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat.shot("phone")
