import FlowTracing

/// Alerts as JSON lines, schema `lymer.alert/1`: one object a line, amounts as decimal strings of base units.
public enum AlertEncoder {
    /// One line, its line end included.
    ///
    /// - Parameters:
    ///   - depth: false leaves the depth out, which alone differs from one saying of an alert to the next.
    ///   - key: the alert's, where it is known already: it is a third of the work.
    public static func line(_ alert: Alert, depth: Bool = true, key: String? = nil) -> [UInt8] {
        var json = JSONWriter(ReportWriter(capacity: 768 + 96 * alert.route.count), flat: true)
        json.object { json in write(alert, depth: depth, key ?? alert.key, to: &json) }
        json.out.write(byte: 0x0A)
        return json.out.bytes
    }

    private static func write(_ alert: Alert, depth: Bool, _ key: String, to json: inout JSONWriter) {
        let form = alert.chain.form
        json.member("schema", "lymer.alert/1")
        json.member("key", key)
        json.member("kind", alert.kind.rawValue)
        json.member("state", alert.state.rawValue)
        json.member("case", alert.caseID)
        json.member("rule", alert.rule.rawValue)
        json.member("opening", alert.opening)
        json.member("chain", alert.chain.name)
        json.member("asset", alert.assetName)
        switch alert.asset.identity {
        case .native: json.member("contract", nil as String?)
        case .contract(let address): json.member("contract", address.text(form: form))
        case .symbol: break
        }
        json.member("decimals", alert.asset.decimals)
        json.member("tx", alert.transaction.text(form: form))
        json.member("index", Int(alert.index))
        json.member("block", alert.block.map(Int.init(clamping:)))
        json.member("time", time: alert.time)
        json.member("from", alert.from.text(form: form))
        json.member("to", alert.to.text(form: form))
        json.member("amount", alert.amount)
        json.member("tainted", alert.tainted)
        json.member("outcome", alert.outcome.rawValue)
        json.member("seed", alert.isSeed)
        json.member("hops", alert.hops)
        json.member("left", alert.left)
        json.member("injected", alert.injected)
        if let end = alert.end { write(end, alert.endTag, form, to: &json) }
        json.array("route", alert.route, flat: true) { json, step in
            json.object(flat: true) { json in
                json.member("tx", step.transaction.text(form: form))
                json.member("index", Int(step.index))
            }
        }
        if alert.routeLeftOut > 0 { json.member("routeLeftOut", alert.routeLeftOut) }
        if depth { json.member("depth", Int(clamping: alert.depth)) }
    }

    private static func write(_ end: Address, _ tag: Tag?, _ form: AddressForm, to json: inout JSONWriter) {
        json.object("end", flat: true) { json in
            json.member("address", end.text(form: form))
            json.member("entity", tag?.displayName)
            json.member("category", tag?.category?.name ?? "stop")
            json.member("jurisdiction", tag?.jurisdiction)
            json.member("confidence", tag?.confidence)
            json.member("source", tag?.source)
        }
    }
}
