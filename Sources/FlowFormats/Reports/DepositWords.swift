import FlowTracing

/// What reports say of a deposit address by inference.
extension InferredDeposit {
    /// `deposit-address version 1, confidence 65`.
    var verdict: String { "\(DepositRules.heuristic.name) version \(DepositRules.version), confidence \(confidence)" }

    /// `swept 3 times, nothing went elsewhere, the service paid for the sweeps`.
    var reasons: String {
        var parts = ["swept \(sweeps == 1 ? "once" : "\(AmountText.count(sweeps)) times")"]
        parts.append(hasOtherRecipient ? "one other recipient had a small part" : "nothing went elsewhere")
        if isFuelled { parts.append("the service paid for the sweeps") }
        return parts.joined(separator: ", ")
    }

    /// Why the customer may be a service; `nil` where nothing says so.
    var nestingWords: String? {
        switch nesting {
        case nil: nil
        case .manySenders(let count):
            "\(service.displayName) holds the account; its customer may be a service: \(AmountText.count(count)) or more "
                + "senders"
        case .swapService(let tag):
            "\(service.displayName) holds the account; its customer may be a service: \(tag.displayName) pays in"
        }
    }
}

extension FreezePower {
    /// `Harbour Exchange (SG) or Tether (SV, issuer)`; the custodian first, who knows whose it is.
    var words: String {
        var parts: [String] = []
        if let custodian {
            let name = custodian.name ?? "the service, which no list names"
            let about = [custodian.jurisdiction, custodian.isInferred ? "inferred" : nil].compactMap { $0 }
            parts.append(about.isEmpty ? name : "\(name) (\(about.joined(separator: ", ")))")
        }
        if let issuer {
            let about = ["issuer", issuer.jurisdiction].compactMap { $0 }
            parts.append("\(issuer.name ?? "") (\(about.joined(separator: ", ")))")
        }
        return parts.joined(separator: " or ")
    }
}
