extension FakeTelegram {
    /// The field `message` of an update: a text that somebody wrote in a private chat of theirs, whose number is theirs.
    /// `rest` begins with a comma.
    public static func message(
        _ number: Int, chat: Int, text: String, date: Int = 0, rest: String = ""
    ) -> String {
        #""message":{"message_id":\#(number),"from":{"id":\#(chat),"is_bot":false,"first_name":"Person \#(chat)"},"#
            + #""chat":{"id":\#(chat),"type":"private","first_name":"Person \#(chat)"},"date":\#(date),"#
            + #""text":\#(Wire.quoted(text))\#(rest)}"#
    }

    /// One in a group.
    public static func groupMessage(
        _ number: Int, chat: Int = -100_500, from: Int = 42, text: String, rest: String = ""
    ) -> String {
        #""message":{"message_id":\#(number),"from":{"id":\#(from),"is_bot":false,"first_name":"Ann"},"#
            + #""chat":{"id":\#(chat),"type":"supergroup","title":"All"},"text":\#(Wire.quoted(text))\#(rest)}"#
    }

    /// A whole update, as a webhook brings it.
    public static func update(_ number: Int, _ fields: String) -> String { #"{"update_id":\#(number),\#(fields)}"# }
}
