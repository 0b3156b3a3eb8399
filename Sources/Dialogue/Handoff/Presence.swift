/// What an admin says they are, with a console that is really open behind it.
public enum Presence: String, Sendable, Hashable, CaseIterable { case online, away, offline }
