/// How value moves: one place writes a row and moves the lots it speaks of, so that ledger and truth cannot part.
extension ScamEconomy {
    /// Begins a transaction of `rows` rows. False, and nothing begun, where the ledger has no room for all of them.
    mutating func open(rows: Int) -> Bool {
        guard written + rows <= options.transfers else { return false }
        let due = Int64(now / 1_000_000) / coinage.secondsPerBlock
        if due > block { (block, indexInBlock) = (due, 0) }
        transactions += 1
        transactionPrefix.removeAll()
        transactionPrefix.append(coinage.chainName.utf8)
        transactionPrefix.comma()
        transactionPrefix.hash(ofTransaction: transactions, seed: options.seed, form: coinage.form)
        transactionPrefix.comma()
        return true
    }

    /// Writes one row of the open transaction; returns its index.
    @discardableResult
    mutating func write(
        from: some Collection<UInt8>, to: some Collection<UInt8>, _ coin: Coin, _ amount: UInt128, fee: UInt128 = 0
    ) -> Int {
        let index = countRow()
        writer.append(transactionPrefix.buffer)
        writer.decimal(UInt128(index))
        writer.comma()
        writer.decimal(UInt128(coinage.firstBlock + block))
        writer.comma()
        writer.decimal(UInt128(options.start + block * coinage.secondsPerBlock))
        writer.comma()
        writer.append(from)
        writer.comma()
        writer.append(to)
        writer.comma()
        writer.append(coinage.texts[coin.rawValue])
        writer.comma()
        writer.decimal(amount)
        writer.comma()
        writer.decimal(fee)
        writer.comma()
        // Blank means the row's own asset.
        if fee > 0 && coin != .native { writer.append(coinage.texts[Coin.native.rawValue]) }
        writer.newline()
        return index
    }

    /// One transfer of a tracked coin in the open transaction. `nil` is the null address: a mint or a burn.
    ///
    /// Order of booking: the fee leaves first; then value leaves, oldest lots first; where it arrives it is burned,
    /// ends at a labelled service, is converted (`isSwap`), or rests.
    /// - Precondition: the sender holds `amount` and `fee`.
    @discardableResult
    mutating func move(
        _ from: Int?, _ to: Int?, _ coin: Coin, _ amount: UInt128, fee: UInt128 = 0, isSwap: Bool = false,
        seedOf number: Int? = nil
    ) -> Int {
        let index = write(
            from: from.map { cast.text($0) } ?? cast.nullText[...], to: to.map { cast.text($0) } ?? cast.nullText[...],
            coin, amount, fee: fee)
        parcels.removeAll(keepingCapacity: true)
        if let from, fee > 0 {
            lots.take(fee, holder: from, asset: Coin.native.rawValue, into: &parcels)
            for parcel in parcels where parcel.owner != 0 {
                ends.book(parcel.amount, owner: parcel.owner, coin: Coin.native.rawValue, kind: .fee, who: nil)
            }
            parcels.removeAll(keepingCapacity: true)
        }
        guard amount > 0, from != to else { return index }
        if let from {
            lots.take(amount, holder: from, asset: coin.rawValue, into: &parcels)
        } else {
            parcels.append(LotLedger.Parcel(owner: 0, amount: amount))
        }
        if let number { inject(number, coin, amount, index: index) }
        arrive(at: to, coin, isSwap: isSwap)
        return index
    }

    /// The moved parcels become the case's: one lot, and what was the case's already is not counted again.
    private mutating func inject(_ number: Int, _ coin: Coin, _ amount: UInt128, index: Int) {
        let owner = Owner(number + 1)
        var known: UInt128 = 0
        for parcel in parcels {
            precondition(parcel.owner == 0 || parcel.owner == owner, "a victim pays with its own money")
            if parcel.owner == owner { known += parcel.amount }
        }
        cases[number].injectedByCoin[coin.rawValue] += amount - known
        parcels.removeAll(keepingCapacity: true)
        parcels.append(LotLedger.Parcel(owner: owner, amount: amount))
        var text = TransferWriter()
        text.append("tx:".utf8)
        text.hash(ofTransaction: transactions, seed: options.seed, form: coinage.form)
        // Both spellings name it: a payment is the only transfer of its transaction.
        if number % 2 == 1 {
            text.append(":".utf8)
            text.decimal(UInt128(index))
        }
        cases[number].seeds.append(String(decoding: text.buffer, as: UTF8.self))
    }

    private mutating func arrive(at to: Int?, _ coin: Coin, isSwap: Bool) {
        let kind: Whereabout?
        if let to {
            switch cast.endings[to] {
            case .endpoint: kind = .endpoint
            case .mixer: kind = .mixer
            case .bridge: kind = .bridge
            case .none: kind = isSwap ? .convertedOut : nil
            }
        } else {
            kind = .burned
        }
        for parcel in parcels {
            if let kind, parcel.owner != 0 {
                let who = kind == .convertedOut || kind == .burned ? nil : to
                ends.book(parcel.amount, owner: parcel.owner, coin: coin.rawValue, kind: kind, who: who)
            }
            if let to {
                lots.put(parcel.amount, owner: kind == nil ? parcel.owner : 0, holder: to, asset: coin.rawValue)
            }
        }
    }

    /// Adds someone to the cast and to the books.
    mutating func cast(_ role: Role, group: Int = 0, isLabelled: Bool = false, text: String? = nil) -> Int {
        lots.addHolder()
        return cast.add(role, group: group, isLabelled: isLabelled, text: text)
    }

    @inline(__always)
    func balance(_ who: Int, _ coin: Coin) -> UInt128 { lots.balance(who, coin.rawValue) }
}
