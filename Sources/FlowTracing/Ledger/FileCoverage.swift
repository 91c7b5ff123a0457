/// What files cover by themselves: an account export the account that occurs in all its rows, any other file its whole
/// chain.
extension LedgerBuilder {
    /// Takes the rows gathered into what is known of their files. To be called once for every row.
    ///
    /// - Complexity: O(runs), O(rows) for account exports.
    mutating func trackRows() {
        for reading in fileRows { track(reading.rows, file: reading.file) }
        if let open = openFile { track(open.firstRow..<columns.count, file: open.number) }
    }

    private mutating func track(_ rows: Range<Int>, file: Int) {
        guard !rows.isEmpty else { return }
        var track = FileTrack()
        swap(&track, &fileTracks[file])
        var run = columns.runIndex(of: rows.lowerBound)
        while run < columns.runs.count, Int(columns.runs[run].firstRow) < rows.upperBound {
            let chain = columns.runs[run].chain
            if track.chains.last != chain, !track.chains.contains(chain) { track.chains.append(chain) }
            run += 1
        }
        if files[file].isAccountExport {
            let first = rows.lowerBound
            var parties = track.parties ?? [columns.senders[first], columns.recipients[first]]
            for row in rows where !parties.isEmpty {
                parties.removeAll { $0 != columns.senders[row] && $0 != columns.recipients[row] }
            }
            track.parties = parties
        }
        swap(&track, &fileTracks[file])
    }

    /// By chain, of the rows that `trackRows` has seen.
    ///
    /// - Complexity: O(files + chains).
    func coverageByChain() -> [Coverage] {
        var coverage = [Coverage](repeating: .none, count: chains.count)
        for file in files.indices {
            let export = files[file].isAccountExport ? accountOfAllRows(file) : nil
            for chain in fileTracks[file].chains {
                if !files[file].isAccountExport {
                    coverage[Int(chain)] = .all
                } else if let export, coverage[Int(chain)] != .all {
                    let address = addresses[export]
                    if case .addresses(let list) = coverage[Int(chain)] {
                        if !list.contains(address) { coverage[Int(chain)] = .addresses(list + [address]) }
                    } else {
                        coverage[Int(chain)] = .addresses([address])
                    }
                }
            }
        }
        return coverage
    }

    /// The account an export is about. Where two addresses occur in all rows, the one that the file's name mentions.
    private func accountOfAllRows(_ file: Int) -> AddressID? {
        guard let parties = fileTracks[file].parties, let chain = fileTracks[file].chains.first else { return nil }
        var candidates = Set(parties)
        if let cut = cutParties[file] { candidates.formIntersection(cut) }
        if candidates.count <= 1 { return candidates.first }
        let name = files[file].name.lowercased()
        let named = candidates.filter { name.contains(addresses[$0].text(form: form(of: chain)).lowercased()) }
        return named.count == 1 ? named.first : nil
    }
}
