import FlowTracing

/// A vocabulary of SKOS concepts, as INTERPOL publishes its taxonomy of the dark web and virtual assets in Turtle.
public struct Vocabulary: Sendable {
    public struct Concept: Sendable, Equatable {
        /// `dc:identifier`, verbatim.
        public var id: String
        public var iri: String
        public var label = ""
        public var definition = ""
        /// IRIs of the concepts it is a kind of.
        public var broader: [String] = []
    }

    public private(set) var title = ""
    public private(set) var version = ""
    /// By IRI.
    public private(set) var concepts: [String: Concept] = [:]

    /// - Throws: `InputError` for what is not the part of Turtle that is read, and for a file without any concept.
    public static func read(path: String) throws(InputError) -> Vocabulary {
        let triples = try TurtleReader.read(try ByteSource(path: path))
        var vocabulary = Vocabulary()
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        let skos = "http://www.w3.org/2004/02/skos/core#"
        var scheme: String?
        for triple in triples where triple.predicate == rdf + "type" {
            if triple.object == skos + "Concept" {
                vocabulary.concepts[triple.subject] = Concept(id: "", iri: triple.subject)
            } else if triple.object == skos + "ConceptScheme" {
                scheme = scheme ?? triple.subject
            }
        }
        for triple in triples {
            if triple.subject == scheme { vocabulary.take(triple) }
            guard vocabulary.concepts[triple.subject] != nil else { continue }
            switch triple.predicate {
            case "http://purl.org/dc/terms/identifier": vocabulary.concepts[triple.subject]?.id = triple.object
            case skos + "prefLabel": vocabulary.concepts[triple.subject]?.label = triple.object
            case skos + "definition": vocabulary.concepts[triple.subject]?.definition = triple.object
            case skos + "broader": vocabulary.concepts[triple.subject]?.broader.append(triple.object)
            default: break
            }
        }
        guard !vocabulary.concepts.isEmpty else { throw .file(name: path, reason: "has no SKOS concept") }
        return vocabulary
    }

    private mutating func take(_ triple: TurtleReader.Triple) {
        switch triple.predicate {
        case "http://purl.org/dc/terms/title": title = triple.object
        case "http://www.w3.org/2002/07/owl#versionInfo" where version.isEmpty: version = triple.object
        default: break
        }
    }

    /// The concept that a term of DW-VA names; `nil` where the vocabulary has none of that IRI and id.
    public func concept(_ term: DWVATerm) -> Concept? {
        guard let concept = concepts[term.iri], concept.id == term.id else { return nil }
        return concept
    }
}
