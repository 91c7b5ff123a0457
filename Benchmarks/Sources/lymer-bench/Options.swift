/// The words behind a measurement's name: at most one file, and options with a value each.
enum Options {
    /// - Parameter take: an option, its value, and the value as a number where it is one; false where that cannot be.
    /// - Returns: the file; `nil` where none is named.
    static func read(
        _ arguments: [String], usage: String, _ take: (_ name: String, _ text: String, _ number: Int?) -> Bool
    ) throws(Misuse) -> String? {
        var file: String?
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard name.hasPrefix("--") else {
                file = name
                continue
            }
            guard let text = rest.popFirst() else { throw Misuse(argument: name, usage: usage) }
            guard take(name, text, Int(text)) else { throw Misuse(argument: "\(name) \(text)", usage: usage) }
        }
        return file
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        let usage: String
        var description: String { "\(argument)?\nusage: lymer-bench \(usage)" }
    }
}
