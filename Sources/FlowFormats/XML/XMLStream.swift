import CXML

/// Takes the events of an XML document: those of the elements that it names, everything else is passed over.
protocol XMLHandler: AnyObject {
    /// Local names of elements; namespaces are not looked at.
    associatedtype Element: CaseIterable, RawRepresentable<String>

    /// At a start tag; `xml` lends its attributes.
    func start(_ element: Element, _ xml: XMLStream)
    /// At an end tag, with the text since the last tag: the text of an element that has no others inside.
    func end(_ element: Element, _ text: UnsafeBufferPointer<UInt8>, _ xml: XMLStream)
}

/// One XML document from its first byte to its last, in memory that does not grow with it.
///
/// No DOCTYPE is read, so that no entity is expanded and nothing is fetched; nesting and texts are limited.
final class XMLStream {
    /// Elements inside one another.
    static let depthLimit = 64
    /// Bytes of one element's text.
    static let textLimit = 1 << 20
    /// Bytes at a time.
    private static let piece = 1 << 16

    private var parser: OpaquePointer?
    private let started: (Int, XMLStream) -> Void
    private let ended: (Int, UnsafeBufferPointer<UInt8>, XMLStream) -> Void

    /// - Throws: `InputError` for what is not well-formed, with its line, and where libxml2 is not installed.
    /// - Complexity: O(bytes).
    static func read<Handler: XMLHandler>(_ source: ByteSource, _ handler: Handler) throws(InputError) {
        let elements = Array(Handler.Element.allCases)
        let stream = XMLStream(
            started: { handler.start(elements[$0], $1) }, ended: { handler.end(elements[$0], $1, $2) })
        try stream.run(source, names: elements.map(\.rawValue))
    }

    private init(
        started: @escaping (Int, XMLStream) -> Void,
        ended: @escaping (Int, UnsafeBufferPointer<UInt8>, XMLStream) -> Void
    ) {
        (self.started, self.ended) = (started, ended)
    }

    private func run(_ source: ByteSource, names: [String]) throws(InputError) {
        let spelled = names.map { name in
            let bytes = Array(name.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: bytes, count: bytes.count)
            return copy
        }
        defer { for name in spelled { name.deallocate() } }
        let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: spelled.count)
        defer { list.deallocate() }
        for (place, name) in spelled.enumerated() { (list + place).initialize(to: UnsafePointer(name)) }
        var events = cxml_events()
        events.names = UnsafePointer(list)
        events.name_count = spelled.count
        events.depth_limit = XMLStream.depthLimit
        events.text_limit = XMLStream.textLimit
        events.user = Unmanaged.passUnretained(self).toOpaque()
        events.start = { user, name in
            let stream = Unmanaged<XMLStream>.fromOpaque(user!).takeUnretainedValue()
            stream.started(Int(name), stream)
        }
        events.end = { user, name, text, count in
            let stream = Unmanaged<XMLStream>.fromOpaque(user!).takeUnretainedValue()
            stream.ended(Int(name), UnsafeBufferPointer(start: text, count: count), stream)
        }
        guard let parser = cxml_open(&events) else {
            let reason = String(cString: cxml_load_error())
            throw .file(name: source.name, reason: "is XML, which is read by libxml2: \(Excerpt.text(reason))")
        }
        defer {
            cxml_close(parser)
            self.parser = nil
        }
        self.parser = parser
        try feed(source, to: parser)
    }

    private func feed(_ source: ByteSource, to parser: OpaquePointer) throws(InputError) {
        let window = try ByteWindow(source)
        var released = 0
        while true {
            while window.count > 0 {
                let count = min(window.count, XMLStream.piece)
                guard cxml_feed(parser, window.base + window.start, count, false) else {
                    throw fault(parser, source.name)
                }
                window.consume(to: window.start + count)
                if !window.slides, window.start - released >= ByteSource.releasedBytes {
                    source.release(released..<window.start)
                    released = window.start
                }
            }
            if window.isLast { break }
            try window.refill()
        }
        guard cxml_feed(parser, nil, 0, true) else { throw fault(parser, source.name) }
    }

    private func fault(_ parser: OpaquePointer, _ name: String) -> InputError {
        var line = 0
        let reason = Excerpt.text(String(cString: cxml_reason(parser, &line)), limit: 200)
        return line > 0 ? .line(name: name, line: line, reason: reason) : .file(name: name, reason: reason)
    }

    /// Line of the event.
    var line: Int { parser.map { cxml_line($0) } ?? 0 }

    /// The value of an attribute of the element that starts; `nil` where it has none. For use within `start` only.
    func attribute(_ name: StaticString) -> String? {
        var value: UnsafePointer<UInt8>?
        var count = 0
        let found = name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) {
            cxml_attribute(parser, $0, &value, &count)
        }
        guard found, let value else { return nil }
        return String(decoding: UnsafeBufferPointer(start: value, count: min(count, 4096)), as: UTF8.self)
    }
}
