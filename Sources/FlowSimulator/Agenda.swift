/// Something that will happen: a victim pays, a mule moves on, an exchange sweeps a deposit address.
struct Appointment {
    enum Deed: UInt8 {
        /// `who` is a number of a victim, `detail` the payments still to come.
        case victimFunds, victimPays
        /// A collector passes on what it gathered; `detail` is its gang.
        case collect
        /// A gang's treasury pays out; `detail` is its gang.
        case treasury
        /// A mule forwards; `detail` is gang · 64 + steps left.
        case scatterMule, peelMule
        /// An exchange empties the deposit address `who`; `detail` is the exchange.
        case sweep
        /// A mule brings the coins it swapped into to an exchange.
        case cashSwapped
        /// A step of a planted pattern; `who` is its place among those under way, `detail` the step.
        case planned
    }

    /// Microseconds since the economy's start.
    var time: UInt64
    /// Breaks ties in the order of booking, so that no heap detail shows in the output.
    var number: UInt64
    var deed: Deed
    var who: UInt32
    var detail: UInt32

    @inline(__always)
    static func precedes(_ a: Appointment, _ b: Appointment) -> Bool {
        a.time != b.time ? a.time < b.time : a.number < b.number
    }
}

/// What is to come, earliest first: a binary heap.
struct Agenda {
    private var heap: [Appointment] = []
    private var booked: UInt64 = 0

    var first: Appointment? { heap.first }

    /// - Complexity: O(log appointments).
    mutating func book(_ deed: Appointment.Deed, at time: UInt64, who: UInt32, detail: UInt32 = 0) {
        booked += 1
        heap.append(Appointment(time: time, number: booked, deed: deed, who: who, detail: detail))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Appointment.precedes(heap[child], heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// - Complexity: O(log appointments).
    mutating func removeFirst() -> Appointment? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            let child = 2 * parent + 1
            if child < heap.count, Appointment.precedes(heap[child], heap[least]) { least = child }
            if child + 1 < heap.count, Appointment.precedes(heap[child + 1], heap[least]) { least = child + 1 }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
