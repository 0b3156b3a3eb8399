import Glibc
import Testing

@testable import Outbound

func usleepOneMillisecond() { usleep(1000) }

/// Who waits for whom, and how a wire ends.
@Suite struct LaneTests {
    @Test func `a slow vendor fills its own lane and delays nobody else`() async {
        let slow = Vendor.silent()
        let quick = Vendor.answering(200)
        let wire = Wire.straight()
        let lane = Lane("slow", atOnce: 2, waiting: 3)
        await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<5 { group.addTask { await wire.send(.test(slow.url, lane: lane)) } }
            #expect(await eventually { wire.calls == 5 && slow.requests.count == 2 })
            for _ in 0..<50 { #expect(await wire.send(.test(quick.url, lane: Lane("quick"))).status == 200) }
            #expect(await wire.send(.test(slow.url, lane: lane)) == .crowded)
            #expect(slow.connections == 2)
            group.cancelAll()
            for await outcome in group { #expect(outcome == .cancelled) }
        }
        #expect(wire.calls == 0)
    }

    @Test func `no more than a lane's share is under way at once, and all get their turn`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            usleep(2000)
            peer.answer(200)
        }
        let wire = Wire.straight()
        let lane = Lane("shared", atOnce: 3, waiting: 100)
        await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<60 { group.addTask { await wire.send(.test(vendor.url, lane: lane)) } }
            for await outcome in group { #expect(outcome.status == 200) }
        }
        #expect(vendor.requests.count == 60)
        // A closed connection may be replaced before its thread here has noticed.
        #expect(vendor.most <= 6)
    }

    @Test func `a lane without places to wait takes what can start at once`() async {
        let vendor = Vendor.silent()
        let wire = Wire.straight()
        let lane = Lane("narrow", atOnce: 1, waiting: 0)
        let first = Task { await wire.send(.test(vendor.url, lane: lane)) }
        #expect(await eventually { vendor.requests.count == 1 })
        #expect(await wire.send(.test(vendor.url, lane: lane)) == .crowded)
        first.cancel()
        #expect(await first.value == .cancelled)
    }

    @Test func `a call whose deadline comes while it waits is never made`() async {
        let vendor = Vendor.silent()
        let wire = Wire.straight()
        let lane = Lane("narrow", atOnce: 1)
        let first = Task { await wire.send(.test(vendor.url, lane: lane)) }
        #expect(await eventually { vendor.requests.count == 1 })
        #expect(await wire.send(.test(vendor.url, lane: lane, deadline: .milliseconds(100))) == .timedOut(.init(wasSent: false)))
        first.cancel()
        _ = await first.value
        #expect(vendor.connections == 1)
    }

    @Test func `the wire as a whole has a limit`() async {
        let vendor = Vendor.silent()
        let wire = Wire.straight { $0.maximumCalls = 4 }
        let calls = (0..<4).map { number in Task { await wire.send(.test(vendor.url, lane: Lane("lane \(number)"))) } }
        #expect(await eventually { wire.calls == 4 })
        #expect(await wire.send(.test(vendor.url, lane: Lane("another"))) == .crowded)
        for call in calls { call.cancel() }
        for call in calls { #expect(await call.value == .cancelled) }
    }

    @Test func `two hundred calls are under way at once`() async {
        let door = Door()
        let vendor = Vendor { peer, _ in
            peer.request()
            door.wait()
            peer.answer(200)
        }
        let wire = Wire.straight()
        await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<200 {
                group.addTask { await wire.send(.test(vendor.url, lane: Lane("wide", atOnce: 200), deadline: .seconds(60))) }
            }
            #expect(await eventually { vendor.requests.count == 200 })
            #expect(vendor.most == 200)
            door.open()
            for await outcome in group { #expect(outcome.status == 200) }
        }
    }

    @Test func `a task that was cancelled before makes no call`() async {
        let vendor = Vendor.answering(200)
        let wire = Wire.straight()
        let outcome = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await wire.send(.test(vendor.url))
        }.value
        #expect(outcome == .cancelled)
        #expect(vendor.requests.isEmpty)
    }

    @Test func `stopping lets a call end that can, and cuts off the others`() async {
        let door = Door()
        let slow = Vendor { peer, _ in
            peer.request()
            door.wait()
            peer.answer(200)
        }
        let silent = Vendor.silent()
        let wire = Wire.straight()
        let good = Task { await wire.send(.test(slow.url, lane: Lane("slow"))) }
        let cut = Task { await wire.send(.test(silent.url, lane: Lane("silent", atOnce: 1))) }
        #expect(await eventually { slow.requests.count == 1 && silent.requests.count == 1 })
        let waiting = Task { await wire.send(.test(silent.url, lane: Lane("silent", atOnce: 1))) }
        #expect(await eventually { wire.calls == 3 })
        let stop = Task { await wire.stop(within: .milliseconds(500)) }
        #expect(await eventually { wire.isStopping })
        #expect(await wire.send(.test(slow.url)) == .stopped)
        door.open()
        #expect(await good.value.status == 200)
        #expect(await cut.value == .stopped)
        #expect(await waiting.value == .stopped)
        await stop.value
        #expect(await wire.send(.test(slow.url)) == .stopped)
        #expect(await eventually { silent.abandoned == 1 })
        // Once more, and it is over already.
        await wire.stop(within: .zero)
    }

    @Test func `a wire that nobody holds ends`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.answer(200, closes: false)
            peer.waitUntilGone()
        }
        do {
            let wire = Wire.straight()
            #expect(await wire.send(.test(vendor.url)).status == 200)
        }
        // The connection it kept is closed.
        #expect(await eventually { vendor.abandoned == 1 })
    }
}
