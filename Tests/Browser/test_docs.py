"""The interface's description, made readable."""

from test_looks import serious


def test_every_operation_is_on_the_page_of_documentation(visit):
    chat = visit(path=None)
    chat.page.goto(chat.origin + "/chat/docs")
    chat.page.locator("h2").first.wait_for()
    described = chat.page.request.get(chat.origin + "/chat/openapi.json").json()
    operations = [f"{method.upper()} {path}" for path, methods in described["paths"].items()
                  for method in methods if method in ("get", "post", "put", "patch", "delete")]
    assert sorted(chat.page.locator("h2").all_inner_texts()) == sorted(operations)
    assert serious(chat) == []
    chat.shot()
    chat.page.set_viewport_size({"width": 390, "height": 844})
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat.shot("phone")
