import FlowFormats
import FlowTracing
import Glibc

/// Files and texts of the arguments, read through the libraries; what is wrong with them becomes the end of the run.
enum Reading {
    static func ledger(
        _ sources: [String], options: InputOptions, bar: ProgressBar
    ) throws(Failure) -> (ledger: Ledger, summary: LedgerReader.Summary) {
        do throws(InputError) {
            return try LedgerReader.read(paths: sources, options: options) { progress in
                bar.update(
                    done: progress.bytesRead, total: progress.bytesInAll, count: progress.transfers, unit: "transfers")
            }
        } catch {
            throw end(error)
        }
    }

    /// - Parameter time: Unix seconds; `nil` for the date of each list.
    static func labels(_ paths: [String], asOf time: Int64? = nil) throws(Failure) -> LabelReading {
        do throws(InputError) { return try LabelReader.read(paths, asOf: time) } catch { throw end(error) }
    }

    static func owners(
        _ path: String, ledger: Ledger
    ) throws(Failure) -> [AddressID: (owner: String, role: String)] {
        do throws(InputError) { return try OwnerTruthReader.read(path: path, ledger: ledger) } catch {
            throw end(error)
        }
    }

    /// `--case`, or the one case that `--from` and `--seeds` make.
    static func cases(_ question: QuestionArguments) throws(Failure) -> [Case] {
        var seeds: [Seed] = []
        do throws(FlowError) {
            for text in question.seeds { seeds.append(try Seed(parsing: text)) }
        } catch {
            throw .wrongQuestion(error.description)
        }
        do throws(InputError) {
            if let file = question.caseFile { return try CaseFileReader.read(path: file) }
            for file in question.seedFiles { seeds += try SeedListReader.read(path: file) }
        } catch {
            throw end(error)
        }
        return [Case(id: "case-1", seeds: seeds)]
    }

    /// Addresses joined by commas, or the file of that name.
    static func addresses(_ texts: [String]) throws(Failure) -> [Address] {
        var addresses: [Address] = []
        for text in texts {
            if text.contains(",") || isAddress(text) || !mustBeFile(text) {
                for part in text.split(separator: ",") { addresses += AddressText.readings(of: String(part)) }
            } else {
                do throws(InputError) { addresses += try AddressListReader.read(path: text) } catch { throw end(error) }
            }
        }
        return addresses
    }

    static func coverage(_ texts: [String]) throws(Failure) -> Coverage? {
        if texts.isEmpty { return nil }
        if texts == ["all"] { return .all }
        if texts == ["none"] { return Coverage.none }
        if texts.contains("all") || texts.contains("none") {
            throw .wrongQuestion("--covers: all and none stand alone")
        }
        return .addresses(try addresses(texts))
    }

    static func opening(_ text: String, options: InputOptions) throws(Failure) -> Opening {
        switch text {
        case "inferred": return .inferred
        case "observed": return .observed
        default:
            do throws(InputError) {
                return .given(try OpeningReader.read(path: text, options: options))
            } catch {
                throw end(error)
            }
        }
    }

    /// True where a chain is known that reads `text` as an address of its own form.
    static func isAddress(_ text: String) -> Bool { AddressText.readings(of: text).count > 1 }

    /// A file that exists, or a text that only a file's name looks like, so that a mistyped name is not taken for an
    /// address of some chain that writes addresses as words.
    private static func mustBeFile(_ text: String) -> Bool {
        text.contains(".") || text.contains("/") || access(text, F_OK) == 0
    }

    /// An option's text is part of the question, everything else is data.
    static func end(_ error: InputError) -> Failure {
        if case .option = error { return .wrongQuestion(error.description) }
        return .badData(error.description)
    }
}

extension InputArguments {
    /// - Parameter hashes: the answer names the SHA-256 of every file, which takes as long as reading some.
    func options(until: String?, hashes: Bool) throws(Failure) -> InputOptions {
        var options = InputOptions()
        do throws(InputError) {
            options.columns = try columns.map(ColumnChoice.init(parsing:))
            if let decimals { options.decimals = try DecimalsChoice(parsing: decimals) }
        } catch {
            throw .wrongQuestion(error.description)
        }
        if let inputFormat, !InputFormats.isKnown(inputFormat) {
            throw .wrongQuestion("--input-format '\(inputFormat)' is none of those that 'lymer formats' lists")
        }
        options.format = inputFormat
        options.chain = chain
        options.onError = onError == .skip ? .skip(rejects: rejects) : .stop
        options.areAmountsWhole = wholeUnits
        options.keepsDuplicates = keepDuplicates
        options.hashesFiles = hashes
        if let until {
            guard let time = Timestamp.parse(until) else {
                throw .wrongQuestion("--until '\(until)' is no time: give ISO 8601 or Unix seconds")
            }
            options.until = time
        }
        return options
    }
}
