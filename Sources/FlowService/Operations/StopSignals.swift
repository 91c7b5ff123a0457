import Glibc
import Synchronization

private let isStopping = Atomic<Bool>(false)

/// SIGTERM and SIGINT ask a long run to end: what is under way is finished and kept. A second one ends it at once.
public enum StopSignals {
    public static func listen() {
        // Looked at before the handler may: it must not be the first.
        isStopping.store(false, ordering: .relaxed)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            isStopping.store(true, ordering: .relaxed)
            signal(number, SIG_DFL)
        }
        sigaction(SIGTERM, &action, nil)
        sigaction(SIGINT, &action, nil)
        // Whoever started the process may have blocked them, and that is inherited.
        var both = sigset_t()
        sigemptyset(&both)
        sigaddset(&both, SIGTERM)
        sigaddset(&both, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &both, nil)
    }

    public static var isRequested: Bool { isStopping.load(ordering: .relaxed) }
}
