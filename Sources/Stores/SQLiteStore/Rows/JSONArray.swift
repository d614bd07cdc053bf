import ChannelKit

/// A list of texts in a column.
enum JSONArray {
    static func text(_ values: [String]) -> String {
        "[" + values.map(JSONText.quoted).joined(separator: ",") + "]"
    }
}
