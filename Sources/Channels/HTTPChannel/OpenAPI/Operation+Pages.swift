/// What is served to browsers.
extension Operation {
    static func pages(_ settings: HTTPChannel.Settings) -> [Operation] {
        var operations = [
            Operation(
                method: "get", path: "/openapi.json", summary: "This description", access: .nobodyKnown,
                answers: [200: ("OpenAPI 3.1", ["application/json": ["schema": ["type": "object"]]])], errors: [])
        ]
        for asset in PageAsset.all(for: settings) {
            var answers: [Int: (description: String, content: JSON)] = [
                200: ("The file", [asset.contentType.split(separator: ";").joined(separator: ";"): [:] as JSON])
            ]
            if !asset.isPage { answers[304] = ("Not changed", [:]) }
            operations.append(
                Operation(
                    method: "get", path: "/" + asset.name, summary: asset.isPage ? "A page" : "A file of a page",
                    access: .nobodyKnown, answers: answers, errors: []))
        }
        if settings.page, !settings.base.isEmpty {
            operations.append(
                Operation(
                    method: "get", path: "", summary: "Leads to the page", access: .nobodyKnown,
                    answers: [308: ("To the same with a slash", [:])], errors: []))
        }
        if settings.hasPageTokens {
            operations.append(
                Operation(
                    method: "post", path: "/page-token", summary: "A new page token, for pages of this server",
                    access: .nobodyKnown, answers: [200: ("The token", json("PageToken"))], errors: [403, 429, 503]))
        }
        return operations
    }
}
