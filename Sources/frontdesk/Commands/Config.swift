import ArgumentParser
import Foundation

/// `frontdesk config`: every setting with its value, origin, unit, range and default.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "config", abstract: "Show every setting, and check them.")

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        for value in try settings.read().values {
            let setting = value.setting
            let shown = setting.isSecret && !value.text.isEmpty ? "***" : value.text
            let details = [
                value.origin, setting.unit.isEmpty ? nil : "in \(setting.unit)", setting.range.isEmpty ? nil : "range \(setting.range)",
                setting.standard.isEmpty ? nil : "default \(setting.standard)", setting.alias.map { "also \($0)" },
            ]
            print("\(setting.name)=\(shown)\n    # \(setting.help) (\(details.compactMap { $0 }.joined(separator: "; ")))")
        }
    }
}
