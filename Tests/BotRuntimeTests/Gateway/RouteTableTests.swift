import ChannelKit
import HTTPTypes
import Testing

@testable import BotRuntime

struct RouteTableTests {
    private let table: RouteTable = {
        var table = RouteTable()
        table.add(HTTPRoute(.get, "/chat")) { _ in .text("read") }
        table.add(HTTPRoute(.post, "/chat")) { _ in .text("written") }
        return table
    }()

    private func answer(_ method: HTTPRequest.Method, _ path: String) async -> HTTPAnswer {
        let request = HTTPRequest(method: method, scheme: nil, authority: nil, path: path)
        return await table.answer(HTTPDelivery(request: request, requestID: "r"))
    }

    @Test func `a route is found by method and path, whatever the query`() async {
        #expect(await answer(.post, "/chat?x=1").status == .ok)
    }

    @Test func `an unknown path is 404`() async {
        #expect(await answer(.get, "/chat/").status == .notFound)
        #expect(await answer(.get, "/").status == .notFound)
    }

    @Test func `a known path under another method is 405 and says what it takes`() async {
        let answer = await answer(.delete, "/chat")
        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.allow] == "GET, POST")
    }

    @Test func `HEAD does nothing, since a GET may open a conversation`() async {
        #expect(await answer(.head, "/chat").status == .methodNotAllowed)
    }

    @Test(arguments: ["", "a b", "with\nnewline", String(repeating: "a", count: 129), "é", "<script>"])
    func `a request id that is not short and plain is replaced`(_ given: String) {
        let id = RequestIDs.id(given: given)
        #expect(id != given && id.count == 32)
    }

    @Test func `a short and plain request id is kept`() {
        #expect(RequestIDs.id(given: "req-1.a_b:2") == "req-1.a_b:2")
    }
}
