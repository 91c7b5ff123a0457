import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite struct VocabularyTests {
    private func triples(_ text: String) throws -> [TurtleReader.Triple] {
        try TurtleReader.read(try ByteSource(path: try labelFile(text, "v.ttl")))
    }

    @Test func theSubsetIsRead() throws {
        let found = try triples(
            """
            @prefix ex: <http://ex.org/#> . # a comment
            <http://ex.org/#s> a ex:Thing ; # more
              ex:says "a \\"quote\\"\\n\\u00e9"@en , 'one' , \"\"\"two
            lines\"\"\"^^ex:text ;
              ex:n 12 ;
              .
            ex:a.b ex:p ex:o.
            """)
        #expect(
            found.map(\.object) == [
                "http://ex.org/#Thing", "a \"quote\"\né", "one", "two\nlines", "12", "http://ex.org/#o",
            ])
        #expect(found.map(\.isLiteral) == [false, true, true, true, true, false])
        #expect(found.last?.subject == "http://ex.org/#a.b")
    }

    @Test(arguments: [
        ("<a> <b> [ ] .", "1: blank nodes and collections are not read"), ("<a> <b> ( 1 ) .", "1: blank nodes"),
        ("<a> <b> \"x\ny\" .", "1: a literal does not end on its line"), ("<a> <b> <c>", "1: expected a full stop"),
        ("\n<a> x:b <c> .", "2: 'x:b' has no known prefix"), ("<a", "1: an IRI does not end"),
        ("<a> <b>", "1: the file ends inside a statement"), ("<a> <b> \"\\q\" .", "1: an escape is no character"),
        ("@prefix x <y> .", "1: expected @prefix name: <IRI> ."),
    ])
    func everythingElseIsRefusedWithItsLine(text: String, reason: String) throws {
        let error = #expect(throws: InputError.self) { try triples(text) }
        #expect(error?.description.contains("v.ttl:\(reason)") == true, "\(error?.description ?? "")")
    }

    @Test func aFileWithoutConceptsIsNoVocabulary() throws {
        #expect(throws: InputError.self) { try Vocabulary.read(path: try labelFile("<a> <b> <c> .\n", "v.ttl")) }
    }

    @Test func theCrosswalkNamesEachCategoryOnce() {
        #expect(Set(Crosswalk.all.map(\.category)).count == Crosswalk.all.count)
        for (category, _) in Category.table where category != "payment_processor" && category != "gambling" {
            let known = Crosswalk.all.contains { $0.category.name == category } || category == "escrow"
            #expect(known, "\(category)")
        }
    }

    @Test(.enabled(if: sharedLabels() != nil, "no shared data"))
    func everyTermOfINTERPOLThatWeNameIsThereVerbatim() throws {
        let folder = try #require(sharedLabels()).appendingPathComponent("interpol-dwva")
        let vocabulary = try Vocabulary.read(path: folder.appendingPathComponent("dwva-taxonomy-v03.ttl").path)
        #expect(vocabulary.concepts.count == 99)
        #expect(vocabulary.title.contains("Entity Taxonomy"))
        #expect(vocabulary.version == "0.3")
        let abuses = try String(contentsOf: folder.appendingPathComponent("abuses.csv"), encoding: .utf8)
        for term in Crosswalk.all.flatMap(\.terms) {
            if term.scheme == "entities" {
                #expect(vocabulary.concept(term) != nil, "\(term.id)")
            } else {
                #expect(abuses.contains("\n\(term.id),\(term.iri),"), "\(term.id)")
            }
        }
    }
}
