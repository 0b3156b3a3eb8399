/** How the panel looks. Colours come from the page by --chat-…, else from a palette of its own. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{--a:var(--chat-accent,#0b6b57);--oa:var(--chat-on-accent,#fff);--f:var(--chat-field,#0c352c);--g:var(--chat-glow,#5fd3b3);--p:var(--chat-paper,#f7f8f4);--s:var(--chat-surface,#fff);--t:var(--chat-text,#15201c);--m:var(--chat-muted,#51605a);--l:var(--chat-line,#cfd8d1);--n:var(--chat-tint,#ecf0e9);--r:var(--chat-radius,1rem)}
*{box-sizing:border-box}
.panel{position:fixed;inset:auto max(1rem,env(safe-area-inset-right)) max(1rem,env(safe-area-inset-bottom)) auto;inline-size:26.5rem;max-inline-size:calc(100vw - 2rem);block-size:min(46rem,calc(100dvh - 2rem));max-block-size:none;margin:0;padding:0;border:1px solid var(--l);border-radius:var(--r);overflow:hidden;background:var(--p);color:var(--t);font:400 1rem/1.5 var(--sans,system-ui,sans-serif);box-shadow:0 24px 70px rgb(0 0 0/.28);overflow-wrap:anywhere}
.panel[open]{display:flex;flex-direction:column}
.panel:modal{inset:0;inline-size:100vw;max-inline-size:none;block-size:100dvh;border:0;border-radius:0}
.panel::backdrop{background:var(--f)}
h2,p,ul,fieldset{margin:0;padding:0}ul{list-style:none}
button{font:inherit;color:inherit;cursor:pointer}a{color:var(--a);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
.icon{inline-size:1.4rem;block-size:1.4rem;flex:none;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linejoin:round;stroke-linecap:round}
.head{display:flex;align-items:center;gap:.6rem;padding:max(.9rem,env(safe-area-inset-top)) .75rem .9rem 1.1rem;background:var(--f);color:#eef7f3}
.head>.icon{inline-size:2.3rem;block-size:2.3rem;color:var(--g);stroke-width:1}
.head div{flex:1;min-inline-size:0}
h2{font:400 1.25rem/1.2 var(--serif,Georgia,serif);letter-spacing:-.01em}
.subline{font-size:.8125rem;line-height:1.35;color:#b4cec5;margin-block-start:.15rem}.status{font-size:.8125rem;color:#eef7f3;margin-block-start:.2rem}.status::before{content:"";display:inline-block;inline-size:.55rem;block-size:.55rem;margin-inline-end:.4rem;border-radius:50%;background:#9aa8a2}.status:empty::before{display:none}.online::before{background:#4ade80}.open::before{background:#fbbf24}
.round{display:grid;place-items:center;inline-size:2.75rem;block-size:2.75rem;border:0;border-radius:50%;background:none}
.round+.round{margin-inline-start:-.6rem}.round:hover{background:rgb(255 255 255/.12)}.head :focus-visible{outline-color:var(--g)}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:1.1rem 1.1rem .5rem;display:flex;flex-direction:column;gap:1.4rem;scrollbar-width:thin}
.log:focus-visible{outline-offset:-3px}
.message{display:flex;flex-direction:column;gap:.65rem;flex:none}
.who{display:flex;align-items:center;gap:.5rem;font-size:.8125rem;color:var(--m)}
.chip{font-weight:600;color:var(--a)}.chip::before{content:"";display:inline-block;inline-size:.5rem;block-size:.5rem;margin-inline-end:.45rem;border:1.5px solid;rotate:45deg;vertical-align:.05em}
.visitor{align-items:flex-end}.visitor .who{flex-direction:row-reverse}.visitor .chip{color:var(--t)}.visitor .chip::before{background:currentColor}
.visitor .text{max-inline-size:88%;padding:.6rem .95rem;border-radius:1rem 1rem .25rem 1rem;background:var(--a);color:var(--oa);white-space:pre-wrap}
.admin .chip::before{border-radius:50%;background:currentColor}
.line{flex:none;align-self:center;font-size:.8125rem;color:var(--m);text-align:center}
.line+.line{margin-block-start:-.9rem}
.question{display:grid;gap:.65rem}.message:has(~.visitor) .question{display:none}
.points li,.benefits li{position:relative;padding-inline-start:1.35rem}.points li+li,.benefits li+li{margin-block-start:.3rem}
.points li::before{content:"";position:absolute;inset-inline-start:.15rem;inset-block-start:.55em;inline-size:.45rem;block-size:.45rem;border:1.5px solid var(--a);rotate:45deg}
.fine,.sources,.state{font-size:.8125rem;color:var(--m)}
.heading{font-size:.8125rem;font-weight:600;color:var(--m)}
.prompts{border-block-end:1px solid var(--l)}
.prompts button{inline-size:100%;min-block-size:2.75rem;padding:.5rem .2rem;border:0;border-block-start:1px solid var(--l);background:none;text-align:start;font-size:.9375rem;line-height:1.4}
.prompts button:hover{color:var(--a)}
.chips,.actions,.choices{display:flex;flex-wrap:wrap;gap:.5rem}
.chips button,.choices button{min-block-size:2.5rem;padding:.4rem .9rem;border:1px solid var(--l);border-radius:1.25rem;background:var(--s);font-size:.875rem;line-height:1.35;text-align:start}
.choices{flex-direction:column}.choices button{border-radius:.6rem;border-color:var(--a);min-block-size:2.75rem}
.chips button:hover,.choices button:hover{border-color:var(--a);color:var(--a)}
.sources{padding-inline-start:.8rem;border-inline-start:2px solid var(--l)}.sources a{display:inline-block;padding-block:.2rem}
.benefits{position:relative;min-inline-size:0;border:1px solid var(--l);border-radius:.75rem;background:var(--n);padding:.7rem 1rem .3rem}
.benefits legend{float:left;inline-size:100%;padding:0;font:400 1.0625rem/1.3 var(--serif,Georgia,serif);margin-block-end:.45rem}
.benefits ul{clear:both;font-size:.9375rem}
.benefits li::before{content:"";position:absolute;inset-inline-start:.15rem;inset-block-start:.4em;inline-size:.6rem;block-size:.3rem;border:solid var(--a);border-width:0 0 2px 2px;rotate:-45deg}
.benefits button{min-block-size:2.5rem;padding:0 .1rem;margin-block-start:.1rem;border:0;background:none;color:var(--m);font-size:.875rem;text-decoration:underline;text-underline-offset:.2em}
.actions>*{flex:1 1 10rem;display:flex;align-items:center;justify-content:center;min-block-size:2.9rem;padding:.5rem .9rem;border:1px solid var(--a);border-radius:.6rem;font-size:.9375rem;font-weight:600;line-height:1.25;text-align:center;text-decoration:none}
.primary{background:var(--a);color:var(--oa)}.secondary{background:none;color:var(--a)}
.actions>*:hover{filter:brightness(1.08)}
.offer{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem .8rem;padding:.75rem 1rem;border-radius:.75rem;border:1px dashed var(--a);font-size:.9375rem}.offer p{flex:1 1 12rem}
.offer button{min-block-size:2.75rem;padding:.4rem 1rem;border:0;border-radius:.6rem;background:var(--a);color:var(--oa);font-weight:600;font-size:.9375rem}
.state{text-align:end;max-inline-size:92%}.state button{border:0;padding:.3rem;background:none;color:var(--a);font-weight:600;text-decoration:underline}.bad{color:var(--t)}
.thumbs{display:flex;gap:.25rem}.thumbs button{display:grid;place-items:center;inline-size:2.5rem;block-size:2.5rem;border:0;border-radius:50%;background:none;color:var(--m)}.thumbs button+button .icon{rotate:180deg}.thumbs .icon{inline-size:1.15rem;block-size:1.15rem}.thumbs button:hover{color:var(--a)}.thumbs [aria-pressed=true]{color:var(--a);background:var(--n)}.thumbs [aria-pressed=true] .icon{fill:currentColor}
.typing{min-block-size:1.6rem;padding-inline:1.1rem;font-size:.8125rem;color:var(--m);display:flex;gap:.5rem;align-items:center}
.dots{display:flex;gap:.25rem}.dots i{inline-size:.4rem;block-size:.4rem;background:var(--a);rotate:45deg}
.panel>form{border-block-start:1px solid var(--l);background:var(--s);padding:.35rem .75rem max(.75rem,env(safe-area-inset-bottom))}
.ways{display:flex;flex-wrap:wrap;justify-content:space-between}.person{display:flex;align-items:center;gap:.45rem;min-block-size:2.5rem;border:0;background:none;color:var(--a);font-size:.875rem;font-weight:600;padding:0 .25rem}.person:hover{text-decoration:underline}.person .icon{inline-size:1.15rem;block-size:1.15rem}
.field{display:flex;align-items:flex-end;gap:.5rem;border:1px solid var(--m);border-radius:.9rem;padding:.25rem;background:var(--p)}
.field:focus-within{border-color:var(--a);outline:1px solid var(--a)}
.field textarea{flex:1;min-inline-size:0;min-block-size:2.75rem;max-block-size:10rem;resize:none;border:0;outline:0;background:none;color:inherit;font:inherit;line-height:1.4;padding:.6rem .65rem}
.field textarea:focus-visible{outline:0}textarea::placeholder{color:var(--m);opacity:1;font-size:.875rem}
.send{display:grid;place-items:center;inline-size:2.75rem;block-size:2.75rem;flex:none;border:0;border-radius:.7rem;background:var(--a);color:var(--oa)}
@media(prefers-reduced-motion:no-preference){.panel[open]{animation:in .22s ease-out}.dots i{animation:beat 1.2s infinite}.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}@keyframes in{from{opacity:0;translate:0 12px}}@keyframes beat{40%{opacity:.25}}}
@media(max-height:32rem){.panel{overflow:auto}.log{min-block-size:9rem;flex:1 0 auto;overflow:visible}.subline,.head>.icon{display:none}.head{padding-block:.35rem}.panel>form{position:sticky;inset-block-end:0}::placeholder{white-space:nowrap}}
@media(forced-colors:active){.panel,.text,.send,.primary{border:1px solid}.dots i{background:CanvasText}.status::before{border:1px solid}}
`);
