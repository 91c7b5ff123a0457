import FlowTracing
import Yams

/// GraphSense ActorPacks (YAML): who the actors are that TagPacks name by id. They have no addresses.
enum ActorPackLabels: LabelList {
    static let name = "actorpack"
    static let summary = "GraphSense ActorPack (YAML), names for the TagPacks read with it"

    static func recognises(_ sample: LabelSample) -> Bool {
        PackYAML.begins(sample, with: "actors") && !PackYAML.begins(sample, with: "tags")
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        let pack = try PackYAML.read(source, into: &labels.file)
        guard let actors = pack["actors"]?.sequence else {
            throw .file(name: source.name, reason: "is no ActorPack: it has no list of actors")
        }
        for node in actors {
            let line = node.mark?.line ?? 0
            guard let fields = node.mapping, let id = fields["id"]?.scalar?.string, !id.isEmpty else {
                labels.reject(line: line, "an actor has no id")
                continue
            }
            let name = LabelEntry.trimmed(fields["label"]?.scalar?.string ?? "")
            let countries = (fields["jurisdictions"]?.sequence?.compactMap(\.scalar?.string) ?? [])
                .map { $0.uppercased() }
            let categories = fields["categories"]?.sequence?.compactMap(\.scalar?.string) ?? []
            let actor = Actor(
                name: name.isEmpty ? id : String(name.prefix(LabelEntry.limit)),
                jurisdiction: countries.count == 1 && LabelEntry.isCountry(countries[0]) ? countries[0] : nil,
                category: Actor.category(categories))
            guard labels.actors.insert(actor, id: id) else {
                labels.report(line: line, "actor '\(Excerpt.text(id))' is there twice, the first is kept")
                continue
            }
            labels.file.actors += 1
        }
        labels.file.remarks.append("\(counted(labels.file.actors, "actor", "actors")), no addresses")
    }
}

/// Who an actor is.
struct Actor: Sendable {
    var name: String
    /// `nil` where the pack names several countries: which of them can act, it does not say.
    var jurisdiction: String?
    var category: String?

    /// The first that ends a trace, else the first that says more than that it is an organization.
    static func category(_ categories: [String]) -> String? {
        categories.first { Category($0).role != .none } ?? categories.first { $0 != "organization" }
    }
}

/// The actors of all packs by id.
struct ActorBook: Sendable {
    private var actors: [String: Actor] = [:]

    var isEmpty: Bool { actors.isEmpty }

    subscript(id: String) -> Actor? { actors[id] }

    /// False where the id is known already.
    mutating func insert(_ actor: Actor, id: String) -> Bool {
        if actors[id] != nil { return false }
        actors[id] = actor
        return true
    }
}
