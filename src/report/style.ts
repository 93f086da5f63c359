/** Series colours on white. */
export const seriesStyle =
  'svg{--series-1:#1f6fb4;--series-2:#c2570c;--series-3:#2c7f4a;--series-4:#8a4bb0;--series-5:#a3325c;--series-6:#6b6a1f;--series-7:#22797c;--series-8:#70665c;--series-9:#c81e1e;--series-10:#23297a;--series-11:#5b8c00;--series-12:#6b3e1d;--series-13:#1c1e21;--series-14:#b5179e}'

/** Light and dark by the reader's setting, light on paper. Series colours keep 3:1 against the ground in both. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #16181b); --card: light-dark(#fff, #1f2226); --ink: light-dark(#1c1e21, #e8e8e5);
  --soft: light-dark(#5d636b, #a0a6ae); --line: light-dark(#dedfdc, #34383e); --accent: light-dark(#0b57a8, #7db8f2);
  --good: light-dark(#17633a, #7fd6a2); --bad: light-dark(#9c2b22, #f0a29a);
  --series-1: light-dark(#1f6fb4, #6db3f2); --series-2: light-dark(#c2570c, #f59a52); --series-3: light-dark(#2c7f4a, #63c787);
  --series-4: light-dark(#8a4bb0, #c79be6); --series-5: light-dark(#a3325c, #f08bb0); --series-6: light-dark(#6b6a1f, #cfcb5f);
  --series-7: light-dark(#22797c, #5fc9cc); --series-8: light-dark(#70665c, #b8ada1); --series-9: light-dark(#c81e1e, #ff7b7b);
  --series-10: light-dark(#23297a, #9aa5ff); --series-11: light-dark(#5b8c00, #b6e35c); --series-12: light-dark(#6b3e1d, #d9a27a);
  --series-13: light-dark(#1c1e21, #ffffff); --series-14: light-dark(#b5179e, #f77fe6);
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.25rem; margin: 0 0 .5rem } h3 { font-size: 1rem; margin: 1.25rem 0 .5rem }
p { margin: .5rem 0; max-width: 60rem } .soft { color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) }
a { color: var(--accent) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
nav ul { list-style: none; padding: 0; margin: 1rem 0 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-top: 1.25rem }
.scroll { overflow-x: auto; margin: .5rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .8125rem; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom } tbody th { font-weight: 400 }
.text { text-align: left; overflow-wrap: break-word; max-width: 24rem } td.text { white-space: pre-wrap } td:not(.text) { white-space: nowrap }
details > summary { cursor: pointer; color: var(--accent); margin: .5rem 0 }
figure { margin: 1rem 0 } figcaption { font-size: .875rem; color: var(--soft) } figcaption b { color: var(--ink) }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 1.5rem }
svg { --plot-background: var(--card); max-width: 100%; height: auto; font: 12px system-ui, sans-serif; overflow: visible }
.legend { list-style: none; padding: 0; margin: .25rem 0 0; display: flex; flex-wrap: wrap; gap: .125rem 1rem; font-size: .875rem; color: var(--ink) }
.legend svg { vertical-align: middle; margin-right: .375rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .125rem 1rem; margin: .5rem 0; font-size: .875rem }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
@media print {
  :root { color-scheme: light; font-size: 11px } body { background: none; font: 1rem/1.35 system-ui, sans-serif } main { max-width: none; padding: 0 } nav { display: none }
  section { border: 0; padding: 0; border-radius: 0 } .scroll { overflow: visible } figure, tr { break-inside: avoid }
  details::details-content { content-visibility: visible } h2, h3 { break-after: avoid } thead { display: table-header-group } th, td { padding: .125rem .375rem } td:not(.text) { white-space: normal }
}
`
