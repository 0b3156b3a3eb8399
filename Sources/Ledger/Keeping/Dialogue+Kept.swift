import Dialogue

// What the folds hold of Dialogue's values.

extension ConversationID: Kept {
    /// No conversation's.
    public static var blank: Self { Self(rawValue: "") }
    /// As a text: there are many.
    public mutating func keep(in keeper: inout Keeper) {
        var text = rawValue
        text.keep(in: &keeper)
        if keeper.isReading { self = Self(rawValue: text) }
    }
}

extension IntentID: Kept {
    /// No intent's.
    public static var blank: Self { Self(rawValue: "") }
    /// As a text.
    public mutating func keep(in keeper: inout Keeper) {
        var text = rawValue
        text.keep(in: &keeper)
        if keeper.isReading { self = Self(rawValue: text) }
    }
}

extension Timestamp: Kept {
    /// The beginning of 1970.
    public static var blank: Self { Self(milliseconds: 0) }
    /// Its milliseconds.
    public mutating func keep(in keeper: inout Keeper) { keeper.keep(&milliseconds, "milliseconds") }
}

extension Answer.Kind: Kept {
    /// Any.
    public static var blank: Self { .answer }
}

extension Conversation.Message.Role: Kept {
    /// Any.
    public static var blank: Self { .user }
}

extension Conversation.Mode: Kept {
    /// Any.
    public static var blank: Self { .bot }
}

extension Conversation.Status: Kept {
    /// Any.
    public static var blank: Self { .open }
}

extension Delivery.Kind: Kept {
    /// Any.
    public static var blank: Self { .waha }
}

extension Event.ConversationStarted.Channel: Kept {
    /// Any.
    public static var blank: Self { .web }
}

extension Event.Rating: Kept {
    /// Any.
    public static var blank: Self { .up }
}

extension Handoff.Priority: Kept {
    /// Any.
    public static var blank: Self { .normal }
}

extension Handoff.Reason: Kept {
    /// Any.
    public static var blank: Self { .asked }
}

extension Language: Kept {
    /// Any.
    public static var blank: Self { .indonesian }
}

extension Lead.Contact.Kind: Kept {
    /// Any.
    public static var blank: Self { .phone }
}

extension Lead.Status: Kept {
    /// Any.
    public static var blank: Self { .new }
}

extension Presence: Kept {
    /// Any.
    public static var blank: Self { .away }
}

extension Promotion.Outcome: Kept {
    /// Any.
    public static var blank: Self { .unsuited }
}

extension Lead.Contact: Kept {
    /// Nobody's.
    public static var blank: Self { Self(kind: .phone, value: "") }
    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&kind, "kind")
        keeper.keep(&value, "value")
    }
}

extension Lead: Kept {
    /// Nobody's.
    public static var blank: Self { Self(name: "", contact: .blank, company: "", need: "") }
    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&name, "name")
        keeper.keep(&contact, "contact")
        keeper.keep(&company, "company")
        keeper.keep(&need, "need")
        keeper.keep(&intent, "intent")
        keeper.keep(&page, "page")
        keeper.keep(&campaign, "campaign")
    }
}

extension Consent: Kept {
    /// To nothing.
    public static var blank: Self { Self(purpose: "", wordingVersion: "", channel: "") }
    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&purpose, "purpose")
        keeper.keep(&wordingVersion, "wordingVersion")
        keeper.keep(&channel, "channel")
    }
}

extension Rewording.Usage: Kept {
    /// Of nothing.
    public static var blank: Self {
        Self(provider: "", model: "", inputTokens: 0, outputTokens: 0, microCost: 0, milliseconds: 0)
    }
    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&provider, "provider")
        keeper.keep(&model, "model")
        keeper.keep(&inputTokens, "inputTokens")
        keeper.keep(&outputTokens, "outputTokens")
        keeper.keep(&microCost, "microCost")
        keeper.keep(&milliseconds, "milliseconds")
    }
}

extension Event.CannedSaved: Kept {
    /// Of no response.
    public static var blank: Self { Self(admin: "", id: "", version: 0, title: "", shortcut: "", language: .indonesian, text: "") }
    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&admin, "admin")
        keeper.keep(&id, "id")
        keeper.keep(&version, "version")
        keeper.keep(&title, "title")
        keeper.keep(&shortcut, "shortcut")
        keeper.keep(&language, "language")
        keeper.keep(&text, "text")
    }
}

extension Event.DeliveryRequested: Kept {
    /// Of nothing.
    public static var blank: Self {
        Self(deliveryID: "", kind: .waha, toRef: "", template: "", data: [:], expires: .blank)
    }
    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&deliveryID, "deliveryID")
        keeper.keep(&kind, "kind")
        keeper.keep(&toRef, "toRef")
        keeper.keep(&template, "template")
        keeper.keep(&data, "data")
        keeper.keep(&expires, "expires")
    }
}
