import ArgumentParser
import Desk
import Dialogue
import FastCGI
import Foundation
import HTTP
import Intents
import Journal
import Logging
import Print
import Outbound

/// `frontdesk serve`: the responder.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer FastCGI requests.",
        discussion:
            "The socket is inherited (systemd, descriptor 3) or made at --socket. SIGTERM and SIGINT end it within 5 s, with everything on disk."
    )

    /// Shorter than the patience of deploy/run and of the systemd unit.
    private static let drainTime = Duration.seconds(4)

    @Option(help: "Where to make the listening Unix socket, mode 0660.")
    var socket: String?
    @OptionGroup var settings: SettingsOptions

    func run() async throws {
        Memory.prepare()
        signal(SIGPIPE, SIG_IGN)
        let signals = StopSignals()
        let configuration = try settings.read()
        let logger = Logger(label: "frontdesk")
        Self.keepToItself(configuration, logger)
        // Before anything slow: whoever comes while the model trains waits in the socket's queue instead of being turned away.
        let listener = try listener()
        let keeper = ContentKeeper(configuration: configuration, logger: logger)
        let version = try Self.content(of: keeper, logger)
        let knowledge = version.knowledge
        let wire = Wire()
        let desk = try Self.desk(configuration, knowledge, wire, logger)
        await desk.recordStart(version: Frontdesk.version)
        let figures = Figures()
        var outside = configuration.application
        let passwords = PasswordFile(folder: configuration.stateFolder)
        outside.admins = passwords.names
        outside.changePassword = { name, current, password in
            try await onThread { () -> Result<Bool, PasswordError> in
                Result { () throws(PasswordError) in try passwords.change(name, from: current, to: password) }
            }.get()
        }
        outside.shells = PageShell.found(in: configuration.siteFolder, logger)
        do throws(PrintError) {
            let printer = try Printer(configuration, logger)
            outside.printChecklist = { try await printer.pdf($0) }
        } catch {
            logger.error("checklists cannot be printed: install the package fonts-lato", metadata: ["reason": "\(error)"])
        }
        let application = Application(
            desk: desk, limiter: RateLimiter(configuration.rateLimit) { monotonicNow() }, configuration: outside,
            measurements: Measurements { figures.all(desk) })
        var fastCGI = FastCGI.Configuration()
        fastCGI.allowedUsers = Self.allowedUsers(configuration, logger)
        let reactor: Reactor
        do throws(FastCGIError) {
            reactor = try Reactor(
                listener: listener, configuration: fastCGI, whenStopping: { application.stop() },
                handler: { request, exchange in application.handle(request, exchange) })
        } catch {
            try fail("serve: \(error)", status: 1)
        }
        figures.reactor = reactor
        let control = try Self.controlSocket(configuration, desk)
        signals.whenAsked { reactor.stop(within: Self.drainTime) }
        desk.start(courier: configuration.handoff.notices.isEmpty ? nil : Courier(configuration.vendors, wire: wire))
        Self.announce(configuration, knowledge, logger)
        let keeping = Task { await keeper.keep(desk, from: version) }
        let watching = Task { await Self.watchDisk(desk, logger) }
        let saving = Task { await Self.saveSnapshots(desk, logger) }
        let dropping = configuration.retention.map { retention in Task { await Self.drop(by: retention, desk, logger) } }
        await onThread { reactor.run() }
        keeping.cancel()
        saving.cancel()
        dropping?.cancel()
        watching.cancel()
        control.stop()
        await wire.stop(within: .seconds(1))
        await desk.recordStop(reason: "signal")
        await desk.close()
        logger.info("stopped")
    }

    /// Drops what need not be kept any longer, now and once a day.
    private static func drop(by retention: Retention, _ desk: Desk, _ logger: Logger) async {
        while !Task.isCancelled {
            var dropped = 0
            do throws(DeskError) {
                repeat {
                    dropped = try await desk.apply(retention)
                    if dropped > 0 {
                        logger.info("dropped closed conversations", metadata: ["count": "\(dropped)", "days": "\(retention.days)"])
                    }
                } while dropped == Retention.maximumAtOnce
            } catch {
                logger.warning("closed conversations could not be dropped; tomorrow again", metadata: ["reason": "\(error)"])
            }
            // Cancelled at the stop, and then it does not matter.
            try? await Task.sleep(for: .seconds(86_400))
        }
    }

    /// Saves a snapshot when the log has grown enough for it; every five minutes at most, as writing one is a second's work on a large log.
    private static func saveSnapshots(_ desk: Desk, _ logger: Logger) async {
        while !Task.isCancelled {
            // Cancelled at the stop, where the desk saves one itself.
            do { try await Task.sleep(for: .seconds(300)) } catch { return }
            do throws(DeskError) {
                if try await desk.saveSnapshotIfDue() { logger.debug("saved a snapshot") }
            } catch {
                logger.warning("no snapshot could be saved; the next start takes longer", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// What is kept is this process's own: what others could read is closed and told, and no core is dumped, which would hold secrets and
    /// what visitors said.
    private static func keepToItself(_ configuration: Configuration, _ logger: Logger) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        let permissions = StatePermissions(folder: configuration.stateFolder)
        let faults = permissions.faults()
        guard !faults.isEmpty else { return }
        let remaining = permissions.close(faults)
        logger.warning(
            "others could read what is kept here; closed",
            metadata: ["count": "\(faults.count - remaining.count)", "first": "\(faults[0])"])
        for fault in remaining.prefix(10) { logger.error("cannot be closed; see frontdesk doctor", metadata: ["what": "\(fault)"]) }
    }

    /// Where `log erase` and `log compact` find the process that holds the log.
    private static func controlSocket(_ configuration: Configuration, _ desk: Desk) throws -> ControlSocket {
        do throws(JournalError) {
            return try ControlSocket(configuration.stateFolder) { request, progress in
                try await LogCommand.carryOut(request, on: desk, progress: progress)
            }
        } catch {
            try fail("serve: \(error)", status: 1)
        }
    }

    /// Names this build: the version, and the size and time of the file it runs from.
    private static var build: String {
        var file = stat()
        guard stat("/proc/self/exe", &file) == 0 else { return Frontdesk.version }
        return "\(Frontdesk.version) \(file.st_size) \(file.st_mtim.tv_sec).\(file.st_mtim.tv_nsec)"
    }

    private func listener() throws -> Listener {
        do throws(FastCGIError) {
            if let inherited = try Listener.inherited(ProcessInfo.processInfo.environment) { return inherited }
            if let socket { return try Listener(path: socket) }
        } catch {
            try fail("serve: \(error)", status: 1)
        }
        try fail("serve: no socket was inherited; give --socket PATH", status: 64)
    }

    private static func content(of keeper: ContentKeeper, _ logger: Logger) throws -> ContentKeeper.Version {
        let version: ContentKeeper.Version
        do {
            version = try keeper.first()
        } catch {
            try fail("serve: \(error)", status: 78)
        }
        for warning in version.warnings {
            logger.warning(
                "content can be better; see frontdesk faq check",
                metadata: ["file": "\(warning.file)", "count": "\(warning.mistakes.count)"])
        }
        return version
    }

    private static func desk(_ configuration: Configuration, _ knowledge: Knowledge, _ wire: Wire, _ logger: Logger) throws -> Desk {
        do {
            let key = try VisitorKey(keptIn: URL(filePath: configuration.stateFolder))
            var journal = Journal.Configuration()
            journal.segmentBytes = configuration.segmentMegabytes << 20
            var setting = Desk.Configuration(visitorKey: key)
            setting.checklistSeal = try ChecklistSeal(keptIn: URL(filePath: configuration.stateFolder))
            setting.consoleURL = configuration.consoleURL
            setting.snapshotRecords = configuration.snapshotRecords
            setting.program = Self.build
            setting.polishing = configuration.languageModel?.polishing(over: wire) { reason in
                if let reason {
                    logger.warning(
                        "the language model is not asked for now; answers keep the templates' words", metadata: ["reason": "\(reason)"])
                } else {
                    logger.notice("the language model is asked again")
                }
            }
            let desk = try Desk.open(configuration.stateFolder, journal: journal, knowledge: knowledge, desk: setting)
            switch desk.recovery.snapshot {
            case .absent: break
            case .used: logger.info("started from a snapshot", metadata: ["records_after_it": "\(desk.recovery.records)"])
            case .altered, .unfit, .refused:
                logger.notice(
                    "the snapshot is of no use and the whole log was read", metadata: ["why": "\(desk.recovery.snapshot)"])
            }
            if desk.unreadableRecords > 0 {
                logger.error("records of the log are not what their type says", metadata: ["count": "\(desk.unreadableRecords)"])
            }
            return desk
        } catch {
            try fail("serve: \(error)", status: 1)
        }
    }

    /// The web server's user and our own: nobody else may speak to the socket.
    private static func allowedUsers(_ configuration: Configuration, _ logger: Logger) -> Set<UInt32> {
        guard let user = getpwnam(configuration.webServerUser) else {
            logger.notice("no such user; only this process's own may connect", metadata: ["user": "\(configuration.webServerUser)"])
            return [geteuid()]
        }
        return [geteuid(), user.pointee.pw_uid]
    }

    /// Says when the disk fills, and when it has room again.
    private static func watchDisk(_ desk: Desk, _ logger: Logger) async {
        for await capacity in desk.capacities.drop(while: { $0 == .ample }) {
            switch capacity {
            case .ample: logger.notice("the disk has room again")
            case .low: logger.warning("the disk is nearly full: a tenth or less is left; make room")
            case .full: logger.error("the disk is full: a fiftieth or less is left; no new conversation begins until there is room")
            }
        }
    }

    /// What is on, what is off, and what somebody should know.
    private static func announce(_ configuration: Configuration, _ knowledge: Knowledge, _ logger: Logger) {
        logger.info(
            "serving",
            metadata: [
                "intents": "\(knowledge.content.intents.count)", "content": "\(knowledge.content.version)",
                "model": "\(knowledge.modelHash)", "hours": "\(configuration.supportHours)",
            ])
        if knowledge.company.isPlaceholder {
            logger.warning("site.json describes the placeholder company: pages are noindex until it is replaced")
        }
        if knowledge.content.means.whatsappNumber == nil {
            logger.warning("WhatsApp is off: set WHATSAPP_NUMBER or contact.whatsapp in site.json")
        }
        announce(configuration.languageModel, knowledge, logger)
        let notices = configuration.handoff.notices
        logger.info(
            "handoff",
            metadata: [
                "mode": "\(knowledge.content.handoffMode)",
                "first_response": "\(configuration.handoff.firstResponseSeconds / 60) min",
                "resolve": "\(configuration.handoff.resolveSeconds / 3_600) h",
            ])
        if notices.isEmpty {
            logger.warning(
                "nobody is told outside the console when a visitor asks for a person: set WAHA_BASE_URL, NOTIFY_EMAIL or NOTIFY_WEBHOOK_URL"
            )
        } else {
            logger.info("notices", metadata: ["by": "\(notices.map(\.kind.rawValue).joined(separator: ", "))"])
        }
        for name in configuration.withoutEffect {
            logger.warning("this setting has no effect in this version", metadata: ["name": "\(name)"])
        }
    }
}

extension ServeCommand {
    /// What the language model is, and the most that it costs a day.
    private static func announce(_ setting: LanguageModelSetting?, _ knowledge: Knowledge, _ logger: Logger) {
        guard let setting else { return logger.info("language model: off; answers are the templates' own words") }
        let day = setting.limits.day
        logger.info(
            "language model: on; it words answers anew and informs of nothing",
            metadata: [
                "provider": "\(setting.provider)", "model": "\(setting.model.model)", "deadline": "\(setting.deadline)",
                "at_most_a_day":
                    "\(day.microCost / 1_000_000).\(String(1_000_000 + day.microCost % 1_000_000).dropFirst().prefix(2)) USD, \(day.tokens) tokens",
            ])
        for language in Language.allCases where knowledge.prompts[language] == nil {
            logger.warning("the language model has no prompt; such answers keep their words", metadata: ["locale": "\(language.rawValue)"])
        }
    }
}

/// A reading of the clock that never goes back.
func monotonicNow() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
