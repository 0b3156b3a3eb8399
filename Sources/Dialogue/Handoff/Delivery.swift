/// Telling somebody outside.
public enum Delivery {
    /// The ways out.
    public enum Kind: String, Sendable, Hashable, CaseIterable { case waha, email, slack, webhook }
}
