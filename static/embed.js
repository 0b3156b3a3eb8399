/**
 * The chat on a page of another site, by one line:
 *
 *     <script type="module" src="https://…/embed.js"></script>
 *
 * The page speaks to the site this file came from, which must know the page's origin (ALLOWED_ORIGINS). Its language is that
 * of the page (`lang`).
 */
import './widget/chat-widget.js';

if (!document.querySelector('chat-widget')) document.body.append(document.createElement('chat-widget'));
