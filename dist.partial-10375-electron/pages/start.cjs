// electron/pages/start.ts
var SHORTEST = 12;
var bridge = globalThis.gatehouse;
var main = document.querySelector("main");
/** An element with its text; never HTML: a reason may quote what came from outside. */
function make(tag, className, text = "") {
	const made = document.createElement(tag);
	made.className = className;
	made.textContent = text;
	return made;
}
function field(label, name, type) {
	const made = make("label", "", label);
	const input = document.createElement("input");
	Object.assign(input, {
		name,
		type,
		required: true,
		autocomplete: "off",
		spellcheck: false
	});
	made.append(input);
	return made;
}
function button(text, className, click) {
	const made = make("button", className, text);
	made.type = click ? "button" : "submit";
	if (click) made.addEventListener("click", () => void click());
	return made;
}
var valueOf = (form, name) => form.elements.namedItem(name).value;
/** A form whose `submit` gives what is wrong with it, or sends it. */
function makeForm(view, parts, submit, other, send) {
	const form = document.createElement("form");
	const wrong = make("p", "wrong", view.wrong);
	wrong.role = "alert";
	const go = button(submit, "main");
	const row = make("div", "row");
	row.append(go, ...other);
	form.append(...parts, wrong, row);
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		const problem = send(form);
		wrong.textContent = problem ?? "";
		if (problem === void 0) {
			go.disabled = true;
			go.textContent = view.texts.checking;
		}
	});
	return form;
}
function newPassphrase({ texts }, form, name) {
	const typed = valueOf(form, name);
	if (typed.length < SHORTEST) return texts.passphraseShort;
	return typed === valueOf(form, "again") ? void 0 : texts.passphraseDiffers;
}
function content(view) {
	const { texts } = view;
	const reason = view.reason === void 0 ? [] : [make("p", "reason", view.reason)];
	const recovery = button(texts.useRecoveryKey, "other", () => bridge.otherWay());
	const keychain = button(texts.askKeychain, "other", () => bridge.retryKeychain());
	const repeated = (label, name) => [
		field(label, name, "password"),
		field(texts.passphraseAgain, "again", "password"),
		make("p", "quiet", texts.passphraseRule)
	];
	switch (view.stage) {
		case "keychain": return [
			make("h1", "", texts.keychainTitle),
			make("p", "quiet", texts.keychainHint),
			make("div", "bar"),
			button(view.isNew ? texts.choosePassphrase : texts.withoutKeychain, "other", () => bridge.otherWay())
		];
		case "choose-passphrase": return [
			make("h1", "", texts.choosePassphrase),
			...reason,
			makeForm(view, repeated(texts.passphrase, "passphrase"), texts.protect, [], (form) => {
				const problem = newPassphrase(view, form, "passphrase");
				if (problem === void 0) bridge.passphrase(valueOf(form, "passphrase"));
				return problem;
			})
		];
		case "passphrase": return [
			make("h1", "", texts.unlockTitle),
			...reason,
			make("p", "quiet", texts.unlockHint),
			makeForm(view, [field(texts.passphrase, "passphrase", "password")], texts.unlock, [recovery], (form) => {
				bridge.passphrase(valueOf(form, "passphrase"));
			})
		];
		case "recovery": return [
			make("h1", "", texts.recoveryTitle),
			...reason,
			make("p", "quiet", texts.recoveryHint),
			makeForm(view, [field(texts.recoveryKey, "recovery", "text"), ...view.needsPassphrase ? repeated(texts.newPassphrase, "new") : []], texts.unlock, [keychain], (form) => {
				const problem = view.needsPassphrase ? newPassphrase(view, form, "new") : void 0;
				if (problem === void 0) bridge.recover({
					recoveryKey: valueOf(form, "recovery"),
					newPassphrase: view.needsPassphrase ? valueOf(form, "new") : ""
				});
				return problem;
			})
		];
		case "failed": return [
			make("h1", "", texts.failed),
			make("p", "reason", view.reason),
			button(texts.tryAgain, "main", () => bridge.restart())
		];
		default: return [
			make("h1", "", texts.starting),
			make("p", "quiet", texts.startingHint),
			make("div", "bar")
		];
	}
}
var drawn = "";
function draw(view) {
	const { banner: _, ...shown } = view;
	const key = JSON.stringify(shown);
	if (key === drawn) return;
	drawn = key;
	document.documentElement.lang = view.language;
	main.replaceChildren(...content(view));
	main.dataset["stage"] = view.stage;
	main.querySelector("input")?.focus();
}
bridge.onView(draw);
bridge.view().then(draw);
