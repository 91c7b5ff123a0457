/// 15 to 150 tickets at one price, 1 to 10 prizes, and the rest to whoever runs it.
struct Lottery: PatternKind {
    let name = "lottery"

    func draw(_ sketch: inout Sketch) {
        let lottery = sketch.add(.fresh)
        let price = [1, 2, 5, 10, 20, 50][sketch.chance.below(6)] * 1_000_000
        let season = sketch.span(minutes: 60...20_160)
        let players = (0..<sketch.chance.logarithmic(15...150)).map { _ in sketch.add(.person) }
        for player in players { sketch.pay(player, lottery, price, at: sketch.chance.below(season)) }
        let pot = sketch.rest(lottery) / 1_000 * sketch.chance.within(500...950)
        let prizes = sketch.split(pot, into: sketch.chance.logarithmic(1...10))
        for prize in prizes {
            sketch.pay(
                lottery, players[sketch.chance.below(players.count)], prize, at: season + sketch.chance.below(7_200))
        }
        let house = sketch.add(.fresh)
        sketch.pay(lottery, house, sketch.rest(lottery), at: season + sketch.chance.within(7_200...90_000))
    }
}
