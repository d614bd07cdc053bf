import ChannelKit
import HummingbirdCore
import NIOCore

/// Writes a streamed body's pieces to a connection, one after the other.
final class PieceWriter: HTTPBodyWriter {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    func write(_ bytes: [UInt8]) async throws {
        try await writer.write(ByteBuffer(bytes: bytes))
    }
}
