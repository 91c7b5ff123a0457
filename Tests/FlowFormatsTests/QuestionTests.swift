import FlowFormats
import FlowTracing
import Testing

struct QuestionTests {
    @Test func addressLists() throws {
        let folder = try InputFolder()
        let bare = try folder.write(
            "bare.txt", "# stops\n\(address("A"))\r\n\n  TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\nbob")
        let found = try AddressListReader.read(path: bare)
        #expect(found.count == 5)
        #expect(found[0] == Address(address("a"), form: .evm))
        #expect(found[2] == Address("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", form: .tron))
        #expect(found[4] == .text("bob"))
        let table = try folder.write("table.csv", "label,Address\nkraken,\(address("1"))\n")
        #expect(try AddressListReader.read(path: table).first == Address(address("1"), form: .evm))
        let none = try folder.write("none.csv", "# nobody\n")
        #expect(throws: InputError.self) { try AddressListReader.read(path: none) }
    }

    @Test func openingBalances() throws {
        let folder = try InputFolder()
        let path = try folder.write(
            "opening.csv", "chain,address,asset,amount\n1,\(address("A")),USDT,1.5\n,\(address("b")),USDT,7\n")
        var options = InputOptions()
        options.decimals = try DecimalsChoice(parsing: "USDT=6")
        let balances = try OpeningReader.read(path: path, options: options)
        #expect(balances.map(\.amount) == [1_500_000, 7] && balances.map(\.chain) == ["eip155:1", "eip155:1"])
        let twice = try folder.write(
            "twice.csv", "chain,address,asset,amount\n1,\(address("a")),X,1\neth,\(address("A")),X,1\n")
        #expect(
            throws: InputError.row(
                name: twice, line: 3, column: "address", value: address("A"),
                reason: "has an opening balance of X in line 2 already")
        ) { try OpeningReader.read(path: twice) }
        let lacking = try folder.write("lacking.csv", "address,amount\n")
        #expect(
            throws: InputError.missingColumn(
                name: lacking, format: "opening", column: "asset", found: ["address", "amount"])
        ) {
            try OpeningReader.read(path: lacking)
        }
    }

    @Test func caseFiles() throws {
        let folder = try InputFolder()
        let path = try folder.write(
            "cases.json",
            "{\"cases\": [{\"id\": \"one\", \"seeds\": [\"tx:\(hash("1")):0\", \"out:\(address("a"))\"], \"stops\": [\"\(address("B"))\"]}, {\"id\": \"two\", \"seeds\": [\"in:bob\"]}]}"
        )
        let cases = try CaseFileReader.read(path: path)
        #expect(cases.map(\.id) == ["one", "two"] && cases[0].seeds.count == 2)
        #expect(cases[0].stops.first == Address(address("b"), form: .evm))
    }

    @Test(arguments: [
        ("{\"cases\": []}", "c.json: no case in it"),
        ("[]", "c.json: is no case file; expected {\"cases\": [{\"id\", \"seeds\", \"stops\"}]}"),
        (
            "{\"cases\": [{\"id\": \"a\", \"seeds\": [\"in:x\"]}, {\"id\": \"a\", \"seeds\": [\"in:x\"]}]}",
            "c.json: the id 'a' is given to two cases"
        ),
        ("{\"cases\": [{\"id\": \"a\", \"seeds\": []}]}", "c.json: case 1: ('a') has no seeds"),
        ("{\"cases\": [{\"seeds\": [\"in:x\"]}]}", "c.json: case 1: has no id"),
        (
            "{\"cases\": [{\"id\": \"a\", \"seeds\": [\"in:x\"], \"stop\": []}]}",
            "c.json: case 1: 'stop' is none of id, seeds, stops"
        ),
        ("{\"cases\": [{\"id\": \"a\", \"seeds\": \"in:x\"}]}", "c.json: case 1: 'seeds' must be a list of texts"),
        ("{\"cases\": [{\"id\": \"a\",\n \"seeds\": [}]}", "c.json:2: malformed JSON: '}' is not expected"),
    ])
    func badCaseFiles(_ text: String, _ message: String) throws {
        let folder = try InputFolder()
        let path = try folder.write("c.json", text)
        do throws(InputError) {
            _ = try CaseFileReader.read(path: path)
            Issue.record("no error")
        } catch {
            #expect(error.description.replacing(folder.path + "/", with: "") == message)
        }
    }
}
