/**
 * How far down visitors read: the quarters of the conversation that were on the screen, counted once each when the panel
 * is closed or left. Fetched when somebody scrolls it by hand.
 */
const QUARTERS = [25, 50, 75, 100];

export function follow(panel) {
    const { log, signal } = panel;
    let deepest = 0;
    let told = 0;
    const look = () => { deepest = Math.max(deepest, depth(log)); };
    const tell = () => {
        const reached = QUARTERS.filter((each) => each <= deepest && each > told);
        if (reached.length) panel.count(...reached.map((each) => ({ type: 'scroll', variant: String(each) })));
        told = deepest;
    };
    log.addEventListener('scroll', look, { signal, passive: true });
    panel.dialog.addEventListener('close', tell, { signal });
    addEventListener('pagehide', tell, { signal });
    look();
}

/** How much of `log` has been above the lower edge, in percent. */
export const depth = ({ scrollTop, clientHeight, scrollHeight }) => Math.ceil(100 * Math.min(1, (scrollTop + clientHeight + 1) / scrollHeight));
