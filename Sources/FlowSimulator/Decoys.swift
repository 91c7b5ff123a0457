/// Rows that are there to deceive: they move nothing of worth, and no trace may be led astray by them.
extension ScamEconomy {
    /// Address poisoning: a transfer of zero "from" the target to an address that looks like one it knows, so that the
    /// next payment is copied from the wrong line of the history. The target never signed it and pays no fee.
    mutating func poison(_ target: Int, imitating known: Int) {
        let lookalike = cast.lookalike(of: known, &chance)
        guard open(rows: 1) else { return }
        if chance.chance(700) {
            write(from: cast.text(target), to: lookalike, .usdt, 0)
        } else {
            write(from: lookalike, to: cast.text(target), .usdt, 0)
        }
    }

    /// A token that calls itself USDT, minted to its counterfeiter and sent out at once in a payment's size.
    mutating func counterfeit(for target: Int) {
        let coin: Coin = chance.chance(600) ? .fake : .homoglyph
        let amount = coinage.units(chance.magnitude(4, 7), of: coin)
        guard open(rows: 2) else { return }
        write(from: cast.nullText, to: cast.text(stage.counterfeiter), coin, amount)
        write(from: cast.text(stage.counterfeiter), to: cast.text(target), coin, amount)
    }
}
