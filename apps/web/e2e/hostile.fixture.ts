/** `ran` is what any of these calls if it is not inert. */
const entities = (text: string) => [...text].map((letter) => `&#${letter.codePointAt(0)};`).join("");

/** What turns into script where text is taken for markup, an address for a harmless one, or markup for what it was before it was parsed once. */
export const hostileTexts = [
  `<script>ran("script")</script>`,
  `<img src=x onerror=ran("img")>`,
  `"><svg/onload=ran("svg")>`,
  `'-ran("quote")-'`,
  `<iframe srcdoc="<script>parent.ran('iframe')</script>"></iframe>`,
  `<a href="javascript:ran('a')">press me</a>`,
  `[x](javascript:ran("markdown"))`,
  `![x](x"onerror="ran('markdown image'))`,
  `javascript:ran("address") JaVaScRiPt:ran("case") java\tscript:ran("tab") vbscript:ran("vb")`,
  `data:text/html,<script>ran("data")</script> data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==`,
  `https://a.example/"onmouseover="ran('autolink')"style="position:fixed;inset:0"`,
  `https://a.example/?a=1&lt;script&gt;ran("entities")&lt;/script&gt;&amp;quot;onclick=ran()`,
  `${entities(`javascript:ran("entities")`)} https://a.example/${entities(`"onclick=ran()`)}`,
  `https://user:ran()@javascript:ran("userinfo").example/ www.javascript:ran() http://[::1`,
  `\`\`\`html\n<script>ran("code block")</script>\n\`\`\`\n\`<img src onerror=ran("code")>\``,
  `<svg><style><img src=x onerror=ran("style")></style></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=ran('mutation')&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=ran('noscript')>">`,
  `<form action="javascript:ran('form')"><input type=submit autofocus onfocus=ran("focus")>`,
  `<style>*{background:url("https://a.example/leak")}</style><link rel=stylesheet href=//a.example><base href=//a.example>`,
  `<details open ontoggle=ran("toggle")><marquee onstart=ran("marquee")><video><source onerror=ran("source")></video>`,
  `{{constructor.constructor("ran()")()}} \${ran()} <%= ran() %> __proto__ constructor`,
  `@<b onmouseover=ran("mention")>Ada</b> \u202egnp.<script>ran("turned")</script>`,
];

/** Short ones, for what has a limit of its own: a name, a title. */
export const hostileNames = hostileTexts.filter((text) => text.length <= 80 && !/[\t\n]/.test(text));

export const hostileSvg = `<svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran('svg file')"><script>parent.ran("svg script")</script></svg>`;
