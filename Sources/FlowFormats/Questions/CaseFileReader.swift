import FlowTracing

/// Case files (`--case FILE`): `{"cases": [{"id": "…", "seeds": ["…"], "stops": ["…"]}]}`; `stops` may be left out.
public enum CaseFileReader {
    /// Keys of a case that say nothing to a trace.
    private static let remarks: Set<String> = ["name", "note", "notes", "comment", "description"]

    /// The cases in file order, ids unique.
    ///
    /// - Throws: `InputError`, naming the case; an unknown key is an error, since a misspelt `stops` would change the answer.
    public static func read(path: String) throws(InputError) -> [Case] {
        let source = try ByteSource(path: path)
        guard case .object(let members) = try JSONValue.read(source),
            case .array(let entries)? = members.first(where: { $0.key == "cases" })?.value
        else {
            throw .file(
                name: source.name, reason: "is no case file; expected {\"cases\": [{\"id\", \"seeds\", \"stops\"}]}")
        }
        guard !entries.isEmpty else { throw .file(name: source.name, reason: "no case in it") }
        var ids: Set<String> = []
        var cases: [Case] = []
        for (number, entry) in entries.enumerated() {
            let read = try readCase(entry, number: number + 1, name: source.name)
            guard ids.insert(read.id).inserted else {
                throw .file(name: source.name, reason: "the id '\(Excerpt.text(read.id))' is given to two cases")
            }
            cases.append(read)
        }
        return cases
    }

    private static func readCase(_ entry: JSONValue, number: Int, name: String) throws(InputError) -> Case {
        func fault(_ reason: String) -> InputError { .file(name: name, reason: "case \(number): \(reason)") }
        func texts(_ value: JSONValue, _ key: String) throws(InputError) -> [String] {
            guard case .array(let elements) = value else { throw fault("'\(key)' must be a list of texts") }
            var list: [String] = []
            for element in elements {
                guard case .string(let text) = element else { throw fault("'\(key)' must be a list of texts") }
                list.append(text)
            }
            return list
        }
        guard case .object(let members) = entry else { throw fault("is no object") }
        var id: String?
        var seeds: [Seed] = []
        var stops: [Address] = []
        for (key, value) in members {
            switch key {
            case "id":
                switch value {
                case .string(let text), .number(let text): id = text
                default: throw fault("'id' must be a text")
                }
            case "seeds":
                for text in try texts(value, key) {
                    do throws(FlowError) { seeds.append(try Seed(parsing: text)) } catch {
                        throw fault(error.description)
                    }
                }
            case "stops":
                for text in try texts(value, key) {
                    let readings = AddressText.readings(of: text)
                    guard !readings.isEmpty else { throw fault("a stop is blank") }
                    stops += readings
                }
            default:
                guard remarks.contains(key) else { throw fault("'\(Excerpt.text(key))' is none of id, seeds, stops") }
            }
        }
        guard let id, !id.isEmpty else { throw fault("has no id") }
        guard !seeds.isEmpty else { throw fault("('\(Excerpt.text(id))') has no seeds") }
        return Case(id: id, seeds: seeds, stops: stops)
    }
}
