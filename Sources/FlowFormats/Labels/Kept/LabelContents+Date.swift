import FlowTracing

extension LabelContents {
    /// The tags that hold as of a date, with list, version and beginning as a label database would give them: a file by
    /// itself and the same file imported as the first version of its list say the same.
    ///
    /// A tag begins when the list says, else at the list's date; a list without a date always held.
    ///
    /// - Parameter time: Unix seconds; `nil` for the list's own date.
    public func tags(asOf time: Int64?) -> [Tag] {
        let version = LabelListVersion.name(given: file.version, date: file.date, sha256: file.sha256)
        let id = LabelListVersion.id(list: file.list, version: version)
        return tags.compactMap { tag in
            var tag = tag
            tag.list = id
            let own = tag.validFrom
            tag.validFrom = own ?? file.date
            if let time { return tag.holds(at: time) ? tag : nil }
            guard let date = file.date else { return tag.validTo == nil ? tag : nil }
            return (tag.validTo.map { $0 > date } ?? true) && (own.map { $0 <= date } ?? true) ? tag : nil
        }
    }
}
