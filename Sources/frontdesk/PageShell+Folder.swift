import Dialogue
import Foundation
import HTTP
import Logging

extension PageShell {
    /// The frames that `frontdesk site build` left in `folder`; the plain ones where there are none, with a line that says so.
    static func found(in folder: String, _ logger: Logger) -> Localized<PageShell> {
        func shell(_ path: String) -> PageShell? {
            let file = "\(folder)/\(path)"
            guard let bytes = FileManager.default.contents(atPath: file) else {
                logger.notice("no frame for the chat without JavaScript; it is shown plain", metadata: ["file": "\(file)"])
                return nil
            }
            guard let shell = PageShell(page: String(decoding: bytes, as: UTF8.self)) else {
                logger.warning(
                    "a page without its markers is no frame; the chat without JavaScript is shown plain", metadata: ["file": "\(file)"])
                return nil
            }
            return shell
        }
        return Localized(
            shell("chat.html") ?? PageShell.plain[.indonesian], english: shell("en/chat.html") ?? PageShell.plain[.english])
    }
}
