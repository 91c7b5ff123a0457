/// 3 to 6 friends lend each other money: round the table and back, over days, sums that are alike or the same.
struct FriendsLending: PatternKind {
    let name = "friends-lending"

    func draw(_ sketch: inout Sketch) {
        let friends = (0..<sketch.chance.within(3...6)).map { _ in sketch.add(.person) }
        let sum = sketch.rounded(sketch.chance.logarithmic(20...3_000) * 1_000_000)
        var at = 0
        for (place, friend) in friends.enumerated() {
            sketch.pay(
                friend, friends[(place + 1) % friends.count], sum / 1_000 * sketch.chance.within(850...1_000), at: at)
            at += sketch.chance.logarithmic(1_800...500_000)
        }
        for _ in 0..<sketch.chance.within(0...6) {
            let (a, b) = (sketch.chance.below(friends.count), sketch.chance.below(friends.count))
            guard a != b else { continue }
            let micros = sketch.near(sum)
            sketch.pay(friends[a], friends[b], micros, at: at)
            at += sketch.chance.logarithmic(1_800...500_000)
            if sketch.chance.chance(700) { sketch.pay(friends[b], friends[a], micros, at: at) }
        }
    }
}
