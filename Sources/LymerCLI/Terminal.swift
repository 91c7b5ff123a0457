import ArgumentParser
import Glibc

/// When to do something that suits a terminal and nothing else.
enum TerminalUse: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never

    /// Colour on `descriptor`: `auto` needs a terminal and respects NO_COLOR and TERM=dumb.
    func wantsColor(on descriptor: Int32) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto:
            isatty(descriptor) == 1 && (Terminal.environment("NO_COLOR") ?? "").isEmpty
                && Terminal.environment("TERM") != "dumb"
        }
    }
}

enum Terminal {
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        return String(cString: value)
    }

    /// Columns of the terminal at `descriptor`, `nil` where it is none.
    static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Seconds on a clock that only runs forward.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
