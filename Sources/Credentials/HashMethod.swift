import Crypto
import CryptoExtras
import Foundation

/// How a password is hashed: the part of a hash before its salt.
enum HashMethod: Sendable, Hashable {
    case scrypt(rounds: Int, blockSize: Int, parallelism: Int)
    case pbkdf2(Digest, iterations: Int)

    enum Digest: String, Sendable, CaseIterable {
        case sha256, sha384, sha512

        var bytes: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }
    }

    /// What werkzeug and OWASP take: 32 MiB and some 80 ms.
    static let current = HashMethod.scrypt(rounds: 32_768, blockSize: 8, parallelism: 1)

    /// At most 256 MiB and about a second: a hash that was read costs whoever compares with it no more.
    private static let mostRounds = 1 << 20
    private static let largestBlock = 16
    private static let mostParallel = 16
    private static let largestMemory = 256 << 20
    private static let mostWork = 1 << 22
    private static let mostIterations = 5_000_000

    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst(parts[0] == "scrypt" ? 1 : 2).map { Self.number($0) }
        switch (parts[0], parts.count) {
        case ("scrypt", 1): self = .current
        case ("scrypt", 4):
            guard let rounds = numbers[0], let blockSize = numbers[1], let parallelism = numbers[2],
                (2...Self.mostRounds).contains(rounds), rounds.nonzeroBitCount == 1,
                (1...Self.largestBlock).contains(blockSize), (1...Self.mostParallel).contains(parallelism),
                128 * rounds * blockSize <= Self.largestMemory, rounds * blockSize * parallelism <= Self.mostWork
            else { return nil }
            self = .scrypt(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        case ("pbkdf2", 3):
            guard let digest = Digest(rawValue: String(parts[1])), let iterations = numbers[0],
                (1...Self.mostIterations).contains(iterations)
            else { return nil }
            self = .pbkdf2(digest, iterations: iterations)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .scrypt(let rounds, let blockSize, let parallelism): "scrypt:\(rounds):\(blockSize):\(parallelism)"
        case .pbkdf2(let digest, let iterations): "pbkdf2:\(digest.rawValue):\(iterations)"
        }
    }

    var digestBytes: Int {
        switch self {
        case .scrypt: 64
        case .pbkdf2(let digest, _): digest.bytes
        }
    }

    /// Nil where the work cannot be done: there is no memory for it.
    func digest(of password: [UInt8], salt: String) -> [UInt8]? {
        let salt = Array(salt.utf8)
        guard !password.isEmpty, !salt.isEmpty else { return nil }
        let key: SymmetricKey?
        switch self {
        case .scrypt(let rounds, let blockSize, let parallelism):
            key = try? KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: digestBytes, rounds: rounds, blockSize: blockSize,
                parallelism: parallelism)
        case .pbkdf2(let digest, let iterations):
            key = try? KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salt, using: digest.function, outputByteCount: digestBytes,
                unsafeUncheckedRounds: iterations)
        }
        return key?.withUnsafeBytes { Array($0) }
    }

    /// Digits only, no leading zero: a hash has one way to be written.
    private static func number(_ text: Substring) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            text.utf8.first != 48
        else { return nil }
        return Int(text)
    }
}

extension HashMethod.Digest {
    fileprivate var function: KDF.Insecure.PBKDF2.HashFunction {
        switch self {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }
}
