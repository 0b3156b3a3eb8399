/// Who did something, as the line's `by` names them.
public enum Actor: Sendable, Hashable {
    case visitor, bot, system
    case admin(String)
    /// Somebody outside, such as `waha`.
    case vendor(String)

    /// As the log has it: `visitor`, `admin:sari`.
    public var name: String {
        switch self {
        case .visitor: "visitor"
        case .bot: "bot"
        case .system: "system"
        case .admin(let name): "admin:" + name
        case .vendor(let name): "vendor:" + name
        }
    }

    /// Reads what `name` wrote; what nobody writes was done by the system.
    public init(name: String) {
        switch name {
        case "visitor": self = .visitor
        case "bot": self = .bot
        default:
            if name.hasPrefix("admin:") {
                self = .admin(String(name.dropFirst("admin:".count)))
            } else if name.hasPrefix("vendor:") {
                self = .vendor(String(name.dropFirst("vendor:".count)))
            } else {
                self = .system
            }
        }
    }

    /// The admin's name; "" for everybody else.
    public var adminName: String {
        if case .admin(let name) = self { name } else { "" }
    }
}
