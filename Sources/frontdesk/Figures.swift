import Desk
import FastCGI
import Foundation
import HTTP
import Synchronization

/// Figures for `/api/metrics` that only this room can see: the reactor's, the journal's and the process's own.
final class Figures: Sendable {
    private let held = Mutex<Reactor?>(nil)

    /// Set once the reactor is there; it needs the application first, and the application its figures.
    var reactor: Reactor? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    func all(_ desk: Desk) -> [Measurements.Figure] {
        let journal = desk.journalCounters
        var figures = [
            Measurements.Figure("frontdesk_journal_syncs_total", "Syncs of the log.", .counter, Double(journal.syncs)),
            .init("frontdesk_journal_runs_total", "Runs of events on disk since the start.", .counter, Double(journal.runs)),
            .init("frontdesk_journal_records_total", "Records on disk since the start.", .counter, Double(journal.records)),
            .init("frontdesk_journal_failures_total", "Writes and syncs that the disk refused.", .counter, Double(journal.failures)),
            .init("process_resident_memory_bytes", "Memory of the responder.", .gauge, Self.residentBytes),
            .init("process_cpu_seconds_total", "Processor time of the responder.", .counter, Self.cpuSeconds),
        ]
        if let counters = reactor?.counters {
            figures += [
                .init("frontdesk_fastcgi_requests_total", "Requests handed to a handler.", .counter, Double(counters.requests)),
                .init("frontdesk_fastcgi_refused_total", "Connections of users who may not.", .counter, Double(counters.refused)),
                .init("frontdesk_fastcgi_malformed_total", "Requests that were not well formed.", .counter, Double(counters.malformed)),
                .init("frontdesk_fastcgi_late_total", "Requests that were not sent in time.", .counter, Double(counters.late)),
                .init("frontdesk_fastcgi_gone_total", "Clients that left before their answer.", .counter, Double(counters.gone)),
                .init("frontdesk_fastcgi_slow_total", "Clients dropped for not reading.", .counter, Double(counters.slow)),
            ]
        }
        return figures
    }

    private static var residentBytes: Double {
        // The second field counts pages; a kernel without /proc has no answer, and 0 says so.
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first
        else { return 0 }
        return (Double(pages) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(0), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
