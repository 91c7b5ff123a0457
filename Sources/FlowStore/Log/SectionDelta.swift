/// What a commit does to a ledger, as bytes: sections are cut to a length and grown, blobs are replaced whole. The store
/// knows nothing of what they mean.
package struct SectionDelta {
    /// A section's name and the size of its elements never change.
    package struct Change {
        package var name: String
        package var elementBytes: Int
        /// Bytes of the section that stay as they are.
        package var keep: Int
        /// What comes behind them. Valid during the call it is handed to.
        package var appended: UnsafeRawBufferPointer

        package init(name: String, elementBytes: Int, keep: Int, appended: UnsafeRawBufferPointer) {
            (self.name, self.elementBytes, self.keep, self.appended) = (name, elementBytes, keep, appended)
        }
    }

    package struct Blob {
        package var name: String
        package var bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    }

    package var sections: [Change]
    package var blobs: [Blob]
    /// For whoever applies the delta; the store does not keep it beyond the next checkpoint.
    package var note: [UInt8]

    package init(sections: [Change] = [], blobs: [Blob] = [], note: [UInt8] = []) {
        (self.sections, self.blobs, self.note) = (sections, blobs, note)
    }

    /// As written.
    var byteCount: Int {
        sections.reduce(24 + note.count) { $0 + 28 + $1.name.utf8.count + $1.appended.count }
            + blobs.reduce(0) { $0 + 16 + $1.name.utf8.count + $1.bytes.count }
    }

    func write(to fields: inout FieldWriter) {
        fields.count(sections.count)
        for one in sections {
            fields.text(one.name)
            fields.number(UInt32(one.elementBytes))
            fields.count(one.keep)
            fields.blob(one.appended)
        }
        fields.count(blobs.count)
        for one in blobs {
            fields.text(one.name)
            fields.blob(one.bytes)
        }
        fields.blob(note)
    }

    /// The appended bytes are those of `fields`, not copies.
    static func read(_ fields: inout FieldReader) throws(StoreError) -> SectionDelta {
        var delta = SectionDelta()
        for _ in 0..<(try fields.count(of: 28)) {
            let name = try fields.text()
            let elementBytes: UInt32 = try fields.number()
            let keep = try fields.count()
            delta.sections.append(
                Change(name: name, elementBytes: Int(elementBytes), keep: keep, appended: try fields.blob()))
        }
        for _ in 0..<(try fields.count(of: 16)) {
            let name = try fields.text()
            delta.blobs.append(Blob(name: name, bytes: Array(try fields.blob())))
        }
        delta.note = Array(try fields.blob())
        guard fields.remaining == 0 else { throw fields.fault("\(fields.remaining) bytes too many") }
        return delta
    }
}
