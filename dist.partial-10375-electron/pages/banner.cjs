// electron/pages/banner.ts
var bridge = globalThis.gatehouse;
var text = document.querySelector("#text");
var close = document.querySelector("#close");
function draw(view) {
	document.documentElement.lang = view.language;
	text.textContent = view.banner ?? "";
	close.setAttribute("aria-label", view.texts.dismiss);
}
close.addEventListener("click", () => void bridge.dismissBanner());
bridge.onView(draw);
bridge.view().then(draw);
