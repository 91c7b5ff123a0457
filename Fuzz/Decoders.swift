// One input of libFuzzer through one decoder, from bytes to a sealed ledger: an answer or an error, and nothing else.
// Built and run by scripts/fuzz; the decoder is named by LYMER_FUZZ.

import Glibc

@testable import FlowFormats
@testable import FlowTracing

/// A file without a name that takes every input in turn, in memory where there is such a place.
private let file: Int32 = {
    var path = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/lymer-fuzz-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    unlink(path)
    return file
}()
private let name = getenv("LYMER_FUZZ").map { String(cString: $0) } ?? "raw-blocks"

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    if name == "raw-block" {
        decodeBlock(input)
        return 0
    }
    guard ftruncate(file, 0) == 0, count == 0 || pwrite(file, input.baseAddress, count, 0) == count else {
        fatalError("no room for the input")
    }
    if let list = LabelLists.all.first(where: { $0.name == name }) {
        readLabels(list)
    } else if name == "turtle" {
        refusal { () throws(InputError) in _ = try Vocabulary.read(path: "/proc/self/fd/\(file)") }
    } else {
        for skips in [false, true] { read(skips: skips) }
    }
    return 0
}

/// A label list, taken for one of the named format.
private func readLabels(_ list: any LabelList.Type) {
    refusal { () throws(InputError) in
        let source = try ByteSource(path: "/proc/self/fd/\(file)")
        var labels = LabelCollector(file: LabelFile(name: source.name, format: list.name))
        try list.read(source, into: &labels)
        let contents = labels.contents()
        precondition(contents.tags.count >= contents.file.tags && contents.tags.count == contents.lines.count)
        precondition(contents.file.problems.allSatisfy { !$0.contains("\n") }, "a problem of several lines")
    }
}

private func refusal(_ body: () throws(InputError) -> Void) {
    do throws(InputError) { try body() } catch {
        precondition(!error.description.contains("\n"), "a message of several lines")
    }
}

/// A whole file. Blocks are those of a network that asks for no work, or no input would come past the header.
private func read(skips: Bool) {
    var options = InputOptions()
    options.format = name
    options.threads = 1
    if skips { options.onError = .skip(rejects: "/dev/null") }
    do throws(InputError) {
        var builder = LedgerBuilder()
        if name == "raw-blocks" {
            let rejects = skips ? RejectsFile(path: "/dev/null") : nil
            try RawBlocks(networks: [.regtest]).read(
                [try ByteSource(path: "/proc/self/fd/\(file)")], TransactionReading(options: options, rejects: rejects),
                into: &builder)
        } else {
            _ = try LedgerReader.read(paths: ["/proc/self/fd/\(file)"], into: &builder, options: options)
        }
        seal(builder)
    } catch {
        precondition(!error.description.contains("\n"), "a message of several lines")
    }
}

/// One block whose hashes are taken for right.
private func decodeBlock(_ input: UnsafeRawBufferPointer) {
    var builder = LedgerBuilder()
    let chain = builder.chain(ScriptNetwork.bitcoin.chainName)
    var decoder = RawBlockDecoder(.bitcoin, chain: chain, trusting: .hashes)
    guard (try? decoder.check(input)) != nil else { return }
    builder.beginFile(SourceFile(name: "block", format: "raw-blocks", hasIndex: true))
    builder.endFile()
    try? decoder.append(input, height: 1, firstLine: 1, file: 0, into: &builder)
    seal(builder)
}

private func seal(_ builder: consuming LedgerBuilder) {
    do throws(FlowError) { _ = try builder.seal() } catch {
        precondition(!error.description.isEmpty)
    }
}
