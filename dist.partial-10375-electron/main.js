import { dirname, isAbsolute, join, resolve } from "node:path";
import { BrowserWindow, Menu, Notification, Tray, WebContentsView, app, clipboard, dialog, ipcMain, nativeImage, protocol, safeStorage, screen, session, shell, utilityProcess } from "electron";
import { randomBytes } from "node:crypto";
import { homedir, hostname } from "node:os";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
// gateway/config/paths.ts
/** The platform's own place for an application's data. */
function defaultHome(env, platform = process.platform) {
	if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "Gatehouse");
	if (platform === "darwin") return join(homedir(), "Library", "Application Support", "Gatehouse");
	return join(absoluteOr(env["XDG_DATA_HOME"], join(homedir(), ".local", "share")), "gatehouse");
}
function absoluteOr(path, otherwise) {
	return path && isAbsolute(path) ? path : otherwise;
}
// electron/local-page.ts
/** A scheme of our own: the window has no access to `file://`. */
var LOCAL_SCHEME = "gatehouse";
var LOCAL_ORIGIN = `${LOCAL_SCHEME}://local`;
var CSP = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
var FILES = {
	"/start": {
		file: "start.html",
		type: "text/html"
	},
	"/banner": {
		file: "banner.html",
		type: "text/html"
	},
	"/page.css": {
		file: "page.css",
		type: "text/css"
	},
	"/start.js": {
		file: "start.cjs",
		type: "text/javascript"
	},
	"/banner.js": {
		file: "banner.cjs",
		type: "text/javascript"
	}
};
/** Serves the pages that are shown while there is no gateway to trust: these files and nothing else. */
function serveLocalPages(session, folder) {
	session.protocol.handle(LOCAL_SCHEME, (request) => {
		const url = new URL(request.url);
		const found = url.host === "local" && request.method === "GET" ? FILES[url.pathname] : void 0;
		if (!found) return new Response("", { status: 404 });
		return new Response(readFileSync(join(folder, found.file)), { headers: {
			"content-type": `${found.type}; charset=utf-8`,
			"content-security-policy": CSP,
			"x-content-type-options": "nosniff"
		} });
	});
}
// electron/login.ts
/** Started with this, the application stays in the tray until somebody opens it. */
var HIDDEN = "--hidden";
function autostartFile() {
	const config = process.env["XDG_CONFIG_HOME"];
	return join(config && isAbsolute(config) ? config : join(homedir(), ".config"), "autostart", "gatehouse.desktop");
}
/** A program's name in a desktop entry: quoted, with its own signs escaped. */
function quoted(path) {
	return `"${path.replace(/(["`$\\])/g, "\\$1").replaceAll("%", "%%")}"`;
}
function entry() {
	return `[Desktop Entry]\nType=Application\nName=Gatehouse\nExec=${(app.isPackaged ? [process.env["APPIMAGE"] ?? process.execPath] : [process.execPath, app.getAppPath()]).map(quoted).join(" ")} ${HIDDEN}\nIcon=gatehouse\nTerminal=false\nX-GNOME-Autostart-enabled=true\n`;
}
function startsAtLogin() {
	if (process.platform === "linux") return existsSync(autostartFile()) && !/^Hidden=true$/m.test(readFileSync(autostartFile(), "utf8"));
	return app.getLoginItemSettings({ args: [HIDDEN] }).openAtLogin;
}
function setStartAtLogin(on) {
	if (process.platform !== "linux") return app.setLoginItemSettings({
		openAtLogin: on,
		args: [HIDDEN]
	});
	const file = autostartFile();
	if (!on) return rmSync(file, { force: true });
	mkdirSync(join(file, ".."), { recursive: true });
	writeFileSync(file, entry());
}
// electron/bridge.ts
var LONGEST = 1024;
var nothing = (value) => value === void 0;
var flag = (value) => typeof value === "boolean";
var text = (value) => typeof value === "string" && value.length <= LONGEST;
var recovery = (value) => typeof value === "object" && value !== null && text(value.recoveryKey) && text(value.newPassphrase) && Object.keys(value).length === 2;
function call(from, check) {
	return {
		from,
		check
	};
}
var CALLS = {
	/** What the local page shows now. */
	view: call(["local"], nothing),
	/** Opens an existing database, or protects a new one. */
	passphrase: call(["local"], text),
	recover: call(["local"], recovery),
	/** Tries the system's keychain once more. */
	retryKeychain: call(["local"], nothing),
	/** Goes on without what is waited for or asked for now. */
	otherWay: call(["local"], nothing),
	restart: call(["local"], nothing),
	dismissBanner: call(["local"], nothing),
	info: call(["ui"], nothing),
	setStartAtLogin: call(["ui"], flag),
	/** Signs the window in again with a new one-time link, after its session ended. */
	signIn: call(["ui"], nothing)
};
/** Sent to the local page whenever what it shows changes. */
var VIEW_EVENT = "gatehouse:view";
var channelOf = (name) => `gatehouse:call:${name}`;
// electron/bridge-main.ts
/** Answers every call of the table, and refuses a call from a page that may not make it or with an input that is none. */
function serveBridge(answers, kindOf) {
	for (const name of Object.keys(CALLS)) {
		const { from, check } = CALLS[name];
		ipcMain.handle(channelOf(name), (event, input) => {
			const kind = kindOf(event.senderFrame);
			if (!kind || !from.includes(kind)) throw new Error(`This page may not call ${name}.`);
			if (!check(input)) throw new Error(`The input of ${name} is not valid.`);
			return answers[name](input);
		});
	}
}
// electron/fence.ts
/** What a page of the gateway may ask of the system: to write to the clipboard after a click. */
var PERMITTED = /* @__PURE__ */ new Set(["clipboard-sanitized-write"]);
var OUTSIDE = /* @__PURE__ */ new Set([
	"https:",
	"http:",
	"mailto:"
]);
/** Keeps the window to our own pages and the gateway's. */
function createFence(session, texts, development) {
	let origin;
	function kindOf(url) {
		const parsed = URL.parse(url);
		if (!parsed) return void 0;
		if (`${parsed.protocol}//${parsed.host}` === "gatehouse://local") return "local";
		return origin !== void 0 && parsed.origin === origin && parsed.pathname.startsWith("/ui/") ? "ui" : void 0;
	}
	session.webRequest.onBeforeRequest((details, answer) => {
		const url = URL.parse(details.url);
		const ours = url !== null && (url.origin === origin || `${url.protocol}//${url.host}` === "gatehouse://local");
		const made = url !== null && (url.protocol === "data:" || url.protocol === "blob:");
		const tools = development && url?.protocol === "devtools:";
		answer({ cancel: !(ours || made || tools) });
	});
	session.setPermissionRequestHandler((contents, permission, decide, details) => {
		decide(PERMITTED.has(permission) && details.isMainFrame && kindOf(contents.getURL()) === "ui");
	});
	session.setPermissionCheckHandler((contents, permission) => PERMITTED.has(permission) && contents !== null && kindOf(contents.getURL()) === "ui");
	session.setDevicePermissionHandler(() => false);
	session.setDisplayMediaRequestHandler(null);
	session.setSpellCheckerEnabled(false);
	session.on("will-download", (event, item) => {
		if (!item.getURL().startsWith("blob:") && !(origin !== void 0 && item.getURL().startsWith(`${origin}/`))) event.preventDefault();
	});
	async function askOutside(address) {
		const url = URL.parse(address);
		if (!url || !OUTSIDE.has(url.protocol) || url.origin === origin) return;
		const { response } = await dialog.showMessageBox({
			type: "question",
			message: texts.outsideQuestion,
			detail: url.href,
			buttons: [texts.cancel, texts.outsideOpen],
			defaultId: 0,
			cancelId: 0,
			noLink: true
		});
		if (response === 1) await shell.openExternal(url.href);
	}
	return {
		allow(next) {
			origin = next;
		},
		kindOf,
		guard(contents) {
			contents.on("will-frame-navigate", (event) => {
				if (event.isMainFrame && kindOf(event.url) === "ui") return;
				event.preventDefault();
				if (event.isMainFrame) askOutside(event.url);
			});
			contents.on("will-redirect", (event, url) => {
				if (kindOf(url) === void 0) event.preventDefault();
			});
			contents.on("will-attach-webview", (event) => event.preventDefault());
			contents.setWindowOpenHandler(({ url }) => {
				askOutside(url);
				return { action: "deny" };
			});
		}
	};
}
// electron/gateway-process.ts
/** Of one try: the gateway's own way down takes at most its `shutdownMs` and Ollama's three seconds. */
var STOP_MS = 15e3;
var PING_MS = 5e3;
/** So many unanswered pings in a row: it hangs, and is ended to be started anew. Counted, not timed, as a computer that slept answered none meanwhile. */
var MISSED_PINGS = 4;
/** Starts the gateway as a child of its own. */
function startGatewayProcess(options) {
	const child = utilityProcess.fork(options.script, [], {
		serviceName: "Gatehouse gateway",
		stdio: "inherit",
		execArgv: ["--max-old-space-size=256", "--max-semi-space-size=16"]
	});
	let expected = false;
	let running = true;
	const end = new Promise((resolve) => {
		child.once("exit", () => {
			running = false;
			clearInterval(pings);
			resolve();
			options.ended(expected);
		});
	});
	let missed = 0;
	let pings;
	const ping = () => {
		if (missed++ >= MISSED_PINGS) kill();
		else child.postMessage({ kind: "ping" });
	};
	const kill = () => {
		if (child.pid !== void 0) process.kill(child.pid, "SIGKILL");
	};
	child.on("message", (message) => {
		if (message.kind === "pong") {
			missed = 0;
			return;
		}
		if (message.kind === "bound") pings = setInterval(ping, PING_MS);
		if (message.kind === "failed") expected = true;
		options.received(message);
		if (message.kind === "failed") child.postMessage({ kind: "stop" });
	});
	child.postMessage(options.start);
	return {
		get pid() {
			return child.pid;
		},
		send(message) {
			if (running) child.postMessage(message);
		},
		async stop() {
			if (!running) return;
			expected = true;
			child.postMessage({ kind: "stop" });
			clearInterval(pings);
			const hard = setTimeout(kill, STOP_MS);
			await end;
			clearTimeout(hard);
		}
	};
}
// electron/keychain.ts
/** What Chromium puts before a text that it could only encrypt under a password that stands in its own source code. */
var HARD_CODED = Buffer.from("v10");
var ASK_AGAIN_MS = 300;
/** The secret for the database at `file`, encrypted by the keychain of this system. */
function createKeychain(file) {
	const fresh = `${file}.new`;
	async function encrypt(text) {
		const sealed = await safeStorage.encryptStringAsync(text);
		if (process.platform === "linux" && sealed.subarray(0, HARD_CODED.length).equals(HARD_CODED)) throw new Error("the key would not be protected");
		return sealed;
	}
	return {
		async answered(signal) {
			while (!signal.aborted && !await safeStorage.isAsyncEncryptionAvailable()) await new Promise((next) => setTimeout(next, ASK_AGAIN_MS));
		},
		async usable() {
			return await safeStorage.isAsyncEncryptionAvailable() && encrypt("probe").then(() => true, () => false);
		},
		async create() {
			const secret = randomBytes(32);
			write(fresh, await encrypt(secret.toString("base64")));
			return secret;
		},
		keep() {
			if (existsSync(fresh)) renameSync(fresh, file);
		},
		async read() {
			const found = [];
			for (const path of [fresh, file]) if (existsSync(path)) found.push(Buffer.from((await safeStorage.decryptStringAsync(readFileSync(path))).result, "base64"));
			return found;
		},
		exists: () => existsSync(file) || existsSync(fresh)
	};
}
function write(path, bytes) {
	mkdirSync(dirname(path), {
		recursive: true,
		mode: 448
	});
	const fd = openSync(path, "w", 384);
	try {
		writeSync(fd, bytes);
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}
// electron/menu.ts
/** The application's own menu, with its shortcuts. */
function setApplicationMenu(texts, state, actions) {
	const file = [
		{
			id: "copy-base-url",
			label: texts.copyBaseUrl,
			accelerator: "CommandOrControl+Shift+C",
			enabled: state.open,
			click: () => actions.copyBaseUrl()
		},
		{
			id: "lockdown",
			label: texts.lockdown,
			accelerator: "CommandOrControl+Shift+L",
			type: "checkbox",
			checked: state.lockdown,
			enabled: state.open,
			click: (item) => actions.setLockdown(item.checked)
		},
		{ type: "separator" },
		{
			id: "start-at-login",
			label: texts.startAtLogin,
			type: "checkbox",
			checked: state.startAtLogin,
			click: (item) => actions.setStartAtLogin(item.checked)
		},
		{ type: "separator" },
		{
			label: texts.closeWindow,
			role: "close"
		},
		{
			id: "quit",
			label: texts.quit,
			accelerator: "CommandOrControl+Q",
			click: () => actions.quit()
		}
	];
	const view = [
		{
			label: texts.reload,
			role: "reload"
		},
		{ type: "separator" },
		{ role: "resetZoom" },
		{ role: "zoomIn" },
		{ role: "zoomOut" },
		{ role: "togglefullscreen" },
		...app.isPackaged ? [] : [{ role: "toggleDevTools" }]
	];
	Menu.setApplicationMenu(Menu.buildFromTemplate([
		...process.platform === "darwin" ? [{ role: "appMenu" }] : [],
		{
			label: texts.menuFile,
			submenu: file
		},
		{
			label: texts.menuEdit,
			role: "editMenu"
		},
		{
			label: texts.menuView,
			submenu: view
		},
		{
			label: texts.menuWindow,
			role: "windowMenu"
		}
	]));
}
// electron/texts/de.ts
var de = {
	starting: "Gatehouse startet …",
	startingHint: "Das dauert einige Sekunden.",
	restarting: "Gatehouse wurde unerwartet beendet und wird neu gestartet …",
	restarted: "Gatehouse wurde unerwartet beendet und neu gestartet. Laufende Anfragen wurden dabei abgebrochen.",
	failed: "Gatehouse kann nicht starten",
	keepsFailing: "Es wurde mehrmals hintereinander beendet. Bis es wieder läuft, erhält kein Programm eine Antwort.",
	tryAgain: "Erneut versuchen",
	dismiss: "Meldung schliessen",
	keychainTitle: "Warten auf den Schlüsselbund",
	keychainHint: "Dieser Computer bewahrt den Schlüssel zu Ihren Daten im Schlüsselbund auf. Falls er Sie bittet, ihn zu entsperren, geben Sie das Passwort bitte dort ein.",
	keychainMissing: "Dieser Computer hat keinen Schlüsselbund, der Geheimnisse schützt. Ohne ihn läge der Schlüssel zu Ihren Daten lesbar auf der Festplatte; darum verwendet Gatehouse ihn nicht. Wählen Sie stattdessen eine Passphrase: Sie geben sie bei jedem Start ein.",
	keychainGone: "Der Schlüsselbund, der den Schlüssel zu Ihren Daten enthielt, ist nicht mehr da.",
	keychainLocked: "Der Schlüsselbund hat den Schlüssel zu Ihren Daten nicht herausgegeben. Vielleicht ist er noch gesperrt.",
	keychainOther: "Der Schlüssel zu Ihren Daten liegt nicht im Schlüsselbund dieses Computers.",
	withoutKeychain: "Ohne Schlüsselbund öffnen",
	askKeychain: "Schlüsselbund erneut fragen",
	choosePassphrase: "Passphrase wählen",
	passphraseRule: "Mindestens 12 Zeichen. Vier oder fünf Wörter, die nicht zusammengehören, lassen sich gut merken. Niemand kann Ihnen diese Passphrase später nennen.",
	passphrase: "Passphrase",
	passphraseAgain: "Dieselbe Passphrase noch einmal",
	passphraseDiffers: "Die beiden Passphrasen sind nicht gleich.",
	passphraseShort: "Eine Passphrase hat mindestens 12 Zeichen.",
	protect: "Daten schützen",
	unlockTitle: "Gatehouse öffnen",
	unlockHint: "Bitte geben Sie die Passphrase ein, die beim Einrichten gewählt wurde.",
	unlock: "Öffnen",
	checking: "Einen Moment …",
	wrongPassphrase: "Diese Passphrase öffnet die Daten nicht. Bitte prüfen Sie Grossbuchstaben und Tastatursprache.",
	recoveryTitle: "Mit dem Wiederherstellungsschlüssel öffnen",
	recoveryHint: "Der Wiederherstellungsschlüssel wurde beim Einrichten ausgedruckt: acht Gruppen zu fünf Buchstaben und Ziffern. Grossschreibung und Striche spielen keine Rolle.",
	recoveryKey: "Wiederherstellungsschlüssel",
	newPassphrase: "Neue Passphrase für danach",
	useRecoveryKey: "Stattdessen den Wiederherstellungsschlüssel verwenden",
	open: "Gatehouse öffnen",
	copyBaseUrl: "base_url kopieren",
	lockdown: "Nichts verlässt das Haus",
	quit: "Gatehouse beenden",
	stateOpen: "Läuft, lokales Modell bereit",
	stateBusy: "Läuft, lokales Modell wird vorbereitet",
	stateLocked: "Wartet darauf, geöffnet zu werden",
	stateNoLocal: "Läuft, aber das lokale Modell ist nicht verfügbar",
	stateDown: "Läuft nicht",
	stillRunning: "Gatehouse läuft weiter",
	stillRunningHint: "Die Programme dieses Büros erhalten weiterhin Antworten. Zum Beenden wählen Sie im Menü «Gatehouse beenden».",
	localFailed: "Das lokale Modell ist nicht verfügbar",
	localFailedHint: "Vertrauliche Anfragen werden abgelehnt, bis es wieder läuft; nichts geht stattdessen anderswohin.",
	lockdownOn: "Ab jetzt verlässt nichts das Haus",
	lockdownOnHint: "Jeder Cloud-Anbieter wird abgelehnt, bis Sie es wieder erlauben.",
	lockdownOff: "Es gelten wieder die Datenregeln",
	lockdownOffHint: "Cloud-Anbieter dürfen verwendet werden, wo Ihre Regeln es erlauben.",
	outsideQuestion: "Diese Adresse im Browser öffnen?",
	outsideOpen: "Im Browser öffnen",
	cancel: "Abbrechen",
	menuFile: "Datei",
	menuEdit: "Bearbeiten",
	menuView: "Ansicht",
	menuWindow: "Fenster",
	startAtLogin: "Bei der Anmeldung starten",
	closeWindow: "Fenster schliessen",
	reload: "Neu laden"
};
// electron/texts/en.ts
var en = {
	starting: "Gatehouse is starting …",
	startingHint: "This takes a few seconds.",
	restarting: "Gatehouse stopped unexpectedly and is being started again …",
	restarted: "Gatehouse stopped unexpectedly and was started again. Requests that were running then were cut off.",
	failed: "Gatehouse cannot start",
	keepsFailing: "It stopped several times in a row. Until it runs again, no tool gets an answer.",
	tryAgain: "Try again",
	dismiss: "Close this message",
	keychainTitle: "Waiting for the keychain",
	keychainHint: "This computer keeps the key to your data in its keychain. If it asks you to unlock it, please type the password there.",
	keychainMissing: "This computer has no keychain that protects secrets. Without one, the key to your data would lie readable on the disk, so Gatehouse does not use it. Choose a passphrase instead: you type it each time Gatehouse starts.",
	keychainGone: "The keychain that held the key to your data is no longer there.",
	keychainLocked: "The keychain did not give out the key to your data. It may still be locked.",
	keychainOther: "The key to your data is not in the keychain of this computer.",
	withoutKeychain: "Open without the keychain",
	askKeychain: "Ask the keychain again",
	choosePassphrase: "Choose a passphrase",
	passphraseRule: "At least 12 letters. Four or five words that do not belong together are easy to keep in mind. Nobody can tell you this passphrase again.",
	passphrase: "Passphrase",
	passphraseAgain: "The same passphrase again",
	passphraseDiffers: "The two passphrases are not the same.",
	passphraseShort: "A passphrase has at least 12 letters.",
	protect: "Protect my data",
	unlockTitle: "Open Gatehouse",
	unlockHint: "Please type the passphrase that was chosen when Gatehouse was set up.",
	unlock: "Open",
	checking: "One moment …",
	wrongPassphrase: "This passphrase does not open the data. Please check capital letters and the keyboard’s language.",
	recoveryTitle: "Open with the recovery key",
	recoveryHint: "The recovery key was printed when Gatehouse was set up: eight groups of five letters and digits. Capital letters and dashes do not matter.",
	recoveryKey: "Recovery key",
	newPassphrase: "New passphrase for the time after",
	useRecoveryKey: "Use the recovery key instead",
	open: "Open Gatehouse",
	copyBaseUrl: "Copy base_url",
	lockdown: "Nothing leaves the building",
	quit: "Quit Gatehouse",
	stateOpen: "Running, local model ready",
	stateBusy: "Running, the local model is being prepared",
	stateLocked: "Waiting to be opened",
	stateNoLocal: "Running, but the local model is not available",
	stateDown: "Not running",
	stillRunning: "Gatehouse keeps running",
	stillRunningHint: "The tools of this office are still answered. To stop it, choose “Quit Gatehouse” in the menu.",
	localFailed: "The local model is not available",
	localFailedHint: "Confidential requests are refused until it runs again; nothing goes elsewhere instead.",
	lockdownOn: "Nothing leaves the building now",
	lockdownOnHint: "Every cloud provider is refused until you allow it again.",
	lockdownOff: "Data rules apply again",
	lockdownOffHint: "Cloud providers may be used where your rules allow it.",
	outsideQuestion: "Open this address in your browser?",
	outsideOpen: "Open in browser",
	cancel: "Cancel",
	menuFile: "File",
	menuEdit: "Edit",
	menuView: "View",
	menuWindow: "Window",
	startAtLogin: "Start at login",
	closeWindow: "Close window",
	reload: "Reload"
};
// electron/texts.ts
var LANGUAGES = {
	en,
	de,
	fr: {
		starting: "Gatehouse démarre …",
		startingHint: "Cela prend quelques secondes.",
		restarting: "Gatehouse s’est arrêté de façon inattendue et redémarre …",
		restarted: "Gatehouse s’est arrêté de façon inattendue et a été redémarré. Les demandes en cours ont été interrompues.",
		failed: "Gatehouse ne peut pas démarrer",
		keepsFailing: "Il s’est arrêté plusieurs fois de suite. Tant qu’il ne fonctionne pas, aucun outil ne reçoit de réponse.",
		tryAgain: "Réessayer",
		dismiss: "Fermer ce message",
		keychainTitle: "En attente du trousseau",
		keychainHint: "Cet ordinateur garde la clé de vos données dans son trousseau. S’il vous demande de le déverrouiller, saisissez-y le mot de passe.",
		keychainMissing: "Cet ordinateur n’a pas de trousseau qui protège les secrets. La clé de vos données resterait lisible sur le disque ; Gatehouse ne l’utilise donc pas. Choisissez plutôt une phrase secrète, que vous saisirez à chaque démarrage.",
		keychainGone: "Le trousseau qui contenait la clé de vos données n’existe plus.",
		keychainLocked: "Le trousseau n’a pas fourni la clé de vos données. Il est peut-être encore verrouillé.",
		keychainOther: "La clé de vos données n’est pas dans le trousseau de cet ordinateur.",
		withoutKeychain: "Ouvrir sans le trousseau",
		askKeychain: "Interroger à nouveau le trousseau",
		choosePassphrase: "Choisir une phrase secrète",
		passphraseRule: "Au moins 12 caractères. Quatre ou cinq mots sans lien entre eux se retiennent facilement. Personne ne pourra vous redonner cette phrase.",
		passphrase: "Phrase secrète",
		passphraseAgain: "La même phrase une deuxième fois",
		passphraseDiffers: "Les deux phrases ne sont pas identiques.",
		passphraseShort: "Une phrase secrète compte au moins 12 caractères.",
		protect: "Protéger mes données",
		unlockTitle: "Ouvrir Gatehouse",
		unlockHint: "Veuillez saisir la phrase secrète choisie à l’installation.",
		unlock: "Ouvrir",
		checking: "Un instant …",
		wrongPassphrase: "Cette phrase n’ouvre pas les données. Vérifiez les majuscules et la langue du clavier.",
		recoveryTitle: "Ouvrir avec la clé de secours",
		recoveryHint: "La clé de secours a été imprimée à l’installation : huit groupes de cinq lettres et chiffres. Majuscules et tirets n’importent pas.",
		recoveryKey: "Clé de secours",
		newPassphrase: "Nouvelle phrase secrète pour la suite",
		useRecoveryKey: "Utiliser plutôt la clé de secours",
		open: "Ouvrir Gatehouse",
		copyBaseUrl: "Copier base_url",
		lockdown: "Rien ne quitte la maison",
		quit: "Quitter Gatehouse",
		stateOpen: "En marche, modèle local prêt",
		stateBusy: "En marche, modèle local en préparation",
		stateLocked: "En attente d’ouverture",
		stateNoLocal: "En marche, mais le modèle local est indisponible",
		stateDown: "À l’arrêt",
		stillRunning: "Gatehouse continue de fonctionner",
		stillRunningHint: "Les outils du bureau reçoivent toujours des réponses. Pour l’arrêter, choisissez « Quitter Gatehouse » dans le menu.",
		localFailed: "Le modèle local n’est pas disponible",
		localFailedHint: "Les demandes confidentielles sont refusées jusqu’à son retour ; rien ne part ailleurs.",
		lockdownOn: "Plus rien ne quitte la maison",
		lockdownOnHint: "Chaque fournisseur cloud est refusé jusqu’à nouvel ordre.",
		lockdownOff: "Les règles s’appliquent à nouveau",
		lockdownOffHint: "Les fournisseurs cloud sont utilisables là où vos règles le permettent.",
		outsideQuestion: "Ouvrir cette adresse dans votre navigateur ?",
		outsideOpen: "Ouvrir dans le navigateur",
		cancel: "Annuler",
		menuFile: "Fichier",
		menuEdit: "Édition",
		menuView: "Affichage",
		menuWindow: "Fenêtre",
		startAtLogin: "Lancer à l’ouverture de session",
		closeWindow: "Fermer la fenêtre",
		reload: "Recharger"
	},
	it: {
		starting: "Gatehouse si avvia …",
		startingHint: "Ci vogliono alcuni secondi.",
		restarting: "Gatehouse si è interrotto in modo imprevisto e viene riavviato …",
		restarted: "Gatehouse si è interrotto in modo imprevisto ed è stato riavviato. Le richieste in corso sono state interrotte.",
		failed: "Gatehouse non può avviarsi",
		keepsFailing: "Si è interrotto più volte di seguito. Finché non funziona di nuovo, nessuno strumento riceve risposta.",
		tryAgain: "Riprova",
		dismiss: "Chiudi il messaggio",
		keychainTitle: "In attesa del portachiavi",
		keychainHint: "Questo computer custodisce la chiave dei Suoi dati nel portachiavi. Se Le chiede di sbloccarlo, inserisca lì la password.",
		keychainMissing: "Questo computer non ha un portachiavi che protegga i segreti. La chiave dei Suoi dati resterebbe leggibile sul disco; per questo Gatehouse non lo usa. Scelga invece una frase segreta, da inserire a ogni avvio.",
		keychainGone: "Il portachiavi che conteneva la chiave dei Suoi dati non c’è più.",
		keychainLocked: "Il portachiavi non ha fornito la chiave dei Suoi dati. Forse è ancora bloccato.",
		keychainOther: "La chiave dei Suoi dati non è nel portachiavi di questo computer.",
		withoutKeychain: "Apri senza il portachiavi",
		askKeychain: "Chiedi di nuovo al portachiavi",
		choosePassphrase: "Scelga una frase segreta",
		passphraseRule: "Almeno 12 caratteri. Quattro o cinque parole senza legame tra loro si ricordano facilmente. Nessuno potrà ridarLe questa frase.",
		passphrase: "Frase segreta",
		passphraseAgain: "La stessa frase una seconda volta",
		passphraseDiffers: "Le due frasi non sono uguali.",
		passphraseShort: "Una frase segreta ha almeno 12 caratteri.",
		protect: "Proteggi i miei dati",
		unlockTitle: "Apri Gatehouse",
		unlockHint: "Inserisca la frase segreta scelta al momento della configurazione.",
		unlock: "Apri",
		checking: "Un momento …",
		wrongPassphrase: "Questa frase non apre i dati. Controlli le maiuscole e la lingua della tastiera.",
		recoveryTitle: "Apri con la chiave di recupero",
		recoveryHint: "La chiave di recupero è stata stampata al momento della configurazione: otto gruppi di cinque lettere e cifre. Maiuscole e trattini non contano.",
		recoveryKey: "Chiave di recupero",
		newPassphrase: "Nuova frase segreta per il seguito",
		useRecoveryKey: "Usa invece la chiave di recupero",
		open: "Apri Gatehouse",
		copyBaseUrl: "Copia base_url",
		lockdown: "Nulla esce dall’edificio",
		quit: "Esci da Gatehouse",
		stateOpen: "In funzione, modello locale pronto",
		stateBusy: "In funzione, modello locale in preparazione",
		stateLocked: "In attesa di apertura",
		stateNoLocal: "In funzione, ma il modello locale non è disponibile",
		stateDown: "Non in funzione",
		stillRunning: "Gatehouse continua a funzionare",
		stillRunningHint: "Gli strumenti dell’ufficio ricevono ancora risposte. Per fermarlo, scelga «Esci da Gatehouse» nel menu.",
		localFailed: "Il modello locale non è disponibile",
		localFailedHint: "Le richieste riservate vengono rifiutate finché non riparte; nulla va altrove.",
		lockdownOn: "Ora nulla esce dall’edificio",
		lockdownOnHint: "Ogni fornitore cloud è rifiutato finché non lo consente di nuovo.",
		lockdownOff: "Valgono di nuovo le regole",
		lockdownOffHint: "I fornitori cloud sono utilizzabili dove le Sue regole lo permettono.",
		outsideQuestion: "Aprire questo indirizzo nel browser?",
		outsideOpen: "Apri nel browser",
		cancel: "Annulla",
		menuFile: "File",
		menuEdit: "Modifica",
		menuView: "Vista",
		menuWindow: "Finestra",
		startAtLogin: "Avvia all’accesso",
		closeWindow: "Chiudi finestra",
		reload: "Ricarica"
	}
};
/** By a locale such as `de-CH`; English where there is no text in that language. */
function textsFor(locale) {
	const language = locale.slice(0, 2).toLowerCase();
	const texts = LANGUAGES[language];
	return texts ? {
		language,
		texts
	} : {
		language: "en",
		texts: en
	};
}
// electron/tray.ts
/** At a glance: green, all is answered; amber, something is on its way or waits for a person; red, no answers. */
function lightOf({ stage, gateway }) {
	if (stage === "failed") return {
		light: "red",
		text: "stateDown"
	};
	if (stage === "starting" || stage === "restarting") return {
		light: "amber",
		text: "starting"
	};
	if (stage !== "open" || !gateway) return {
		light: "amber",
		text: "stateLocked"
	};
	if (gateway.local === "failed" || gateway.local === "stopped") return {
		light: "red",
		text: "stateNoLocal"
	};
	return gateway.local === "ready" ? {
		light: "green",
		text: "stateOpen"
	} : {
		light: "amber",
		text: "stateBusy"
	};
}
/** The icon beside the clock, with its menu. */
function createTray(iconFolder, texts, actions) {
	const icons = Object.fromEntries([
		"green",
		"amber",
		"red"
	].map((light) => [light, nativeImage.createFromPath(join(iconFolder, `tray-${light}.png`))]));
	const tray = new Tray(icons.amber);
	tray.on("click", () => actions.open());
	let menu = Menu.buildFromTemplate([]);
	return {
		update(view) {
			const { light, text } = lightOf(view);
			const template = [
				{
					id: "state",
					label: texts[text],
					enabled: false
				},
				...view.baseUrl === void 0 ? [] : [{
					id: "base-url",
					label: `${texts.copyBaseUrl}: ${view.baseUrl}`,
					click: () => actions.copyBaseUrl()
				}],
				{ type: "separator" },
				{
					id: "lockdown",
					label: texts.lockdown,
					type: "checkbox",
					checked: view.gateway?.lockdown === true,
					enabled: view.stage === "open" && view.gateway !== void 0,
					click: (item) => actions.setLockdown(item.checked)
				},
				{ type: "separator" },
				{
					id: "open",
					label: texts.open,
					click: () => actions.open()
				},
				{
					id: "quit",
					label: texts.quit,
					click: () => actions.quit()
				}
			];
			menu = Menu.buildFromTemplate(template);
			tray.setImage(icons[light]);
			tray.setToolTip(`Gatehouse: ${texts[text]}`);
			tray.setContextMenu(menu);
		},
		menu: () => menu,
		destroy: () => tray.destroy()
	};
}
// electron/unlocking.ts
/** Finds the secret that opens the database: from the keychain by itself, else from the person at the local page. */
function createUnlocking({ keychain, texts, show, send }) {
	let ways = [];
	let fromKeychain = [];
	let reason;
	/** What a person typed last, so that a wrong one is asked for again at the same place. */
	let asked;
	let last;
	/** What opened the database in this run: a gateway that crashed is started again without asking. */
	let known;
	function answer(by, add) {
		last = add ?? by;
		send({
			kind: "unlock",
			by,
			...add && { add }
		});
	}
	/** Ends the waiting for the keychain: the person chose another way. */
	let waiting = new AbortController();
	async function keychainAnswered() {
		waiting.abort();
		waiting = new AbortController();
		const { signal } = waiting;
		show({
			stage: "keychain",
			isNew: ways.length === 0
		});
		await keychain.answered(signal);
		return !signal.aborted;
	}
	async function protectNew() {
		if (!await keychainAnswered()) return;
		if (await keychain.usable()) return answer({
			way: "keychain",
			secret: await keychain.create()
		});
		show({
			stage: "choose-passphrase",
			reason: texts.keychainMissing
		});
	}
	async function askKeychain() {
		if (!await keychainAnswered()) return;
		const usable = await keychain.usable();
		fromKeychain = usable ? await keychain.read().catch(() => []) : [];
		if (tryNext()) return;
		reason = usable ? texts.keychainLocked : texts.keychainGone;
		askPerson();
	}
	function tryNext() {
		const secret = fromKeychain.shift();
		if (secret) answer({
			way: "keychain",
			secret
		});
		return secret !== void 0;
	}
	function askPerson(wrong) {
		const stage = asked ?? (ways.includes("passphrase") ? "passphrase" : "recovery");
		const details = {
			...reason !== void 0 && { reason },
			...wrong !== void 0 && { wrong }
		};
		asked = stage;
		if (stage === "passphrase") return show({
			stage,
			...details
		});
		keychain.usable().then((usable) => show({
			stage,
			needsPassphrase: !usable,
			...details
		}));
	}
	return {
		/** The gateway asks; `failed` says that the last answer did not open the database. */
		async locked(message) {
			ways = message.ways;
			const { failed } = message;
			const again = known;
			known = void 0;
			if (again && !failed) return answer(again);
			if (failed?.way === "keychain") {
				if (tryNext()) return;
				reason = texts.keychainOther;
				return askPerson();
			}
			if (failed && ways.length === 0) return show({
				stage: "choose-passphrase",
				wrong: failed.message
			});
			if (failed) return askPerson(failed.way === "passphrase" ? texts.wrongPassphrase : failed.message);
			if (ways.length === 0) return protectNew();
			if (ways.includes("keychain") && keychain.exists()) return askKeychain();
			if (ways.includes("keychain")) reason = texts.keychainOther;
			askPerson();
		},
		passphrase(passphrase) {
			asked = "passphrase";
			answer({
				way: "passphrase",
				passphrase
			});
		},
		async recover({ recoveryKey, newPassphrase }) {
			asked = "recovery";
			const add = await keychain.usable() ? {
				way: "keychain",
				secret: await keychain.create()
			} : {
				way: "passphrase",
				passphrase: newPassphrase
			};
			answer({
				way: "recovery",
				recoveryKey
			}, add);
		},
		retryKeychain: () => askKeychain(),
		/** Another way than what is asked for now. */
		otherWay() {
			waiting.abort();
			if (ways.length === 0) return show({ stage: "choose-passphrase" });
			if (asked === "passphrase" || !ways.includes("passphrase")) asked = "recovery";
			askPerson();
		},
		/** The database is open: what was made on the way is kept. */
		opened() {
			keychain.keep();
			known = last;
			asked = void 0;
			reason = void 0;
		}
	};
}
// electron/window-place.ts
var DEFAULT = {
	width: 1280,
	height: 840
};
/** This much of the title bar must be on a screen for the window to be found again. */
var VISIBLE = 80;
/** Where the window was last; without a position where that screen is gone. */
function readPlace(file) {
	let place;
	try {
		place = JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return {
			...DEFAULT,
			maximised: false
		};
	}
	const { x, y, width, height } = place.bounds;
	if (![
		x,
		y,
		width,
		height
	].every(Number.isInteger) || width < 400 || height < 300) return {
		...DEFAULT,
		maximised: false
	};
	return {
		width,
		height,
		...screen.getAllDisplays().some(({ workArea: area }) => x < area.x + area.width - VISIBLE && x + width > area.x + VISIBLE && y >= area.y - 10 && y < area.y + area.height - VISIBLE) && {
			x,
			y
		},
		maximised: place.maximised
	};
}
/** Keeps the place of the window in `file` from now on. */
function rememberPlace(window, file) {
	const save = () => {
		try {
			writeFileSync(file, JSON.stringify({
				bounds: window.getNormalBounds(),
				maximised: window.isMaximized()
			}), { mode: 384 });
		} catch {}
	};
	let timer;
	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(save, 400);
	};
	for (const event of [
		"resize",
		"move",
		"maximize",
		"unmaximize"
	]) window.on(event, soon);
	window.on("close", () => {
		clearTimeout(timer);
		save();
	});
}
// electron/window.ts
var BANNER_HEIGHT = 52;
/** The pages' own colours, so that nothing flashes while they load. */
var BACKGROUND = "#f8f9fa";
/** The one window with its banner. */
function createWindow(options) {
	const webPreferences = {
		session: options.session,
		preload: options.preload,
		sandbox: true,
		contextIsolation: true,
		nodeIntegration: false,
		nodeIntegrationInWorker: false,
		nodeIntegrationInSubFrames: false,
		webSecurity: true,
		webviewTag: false,
		spellcheck: false,
		navigateOnDragDrop: false,
		devTools: !app.isPackaged
	};
	const { maximised, ...bounds } = readPlace(options.placeFile);
	const window = new BrowserWindow({
		...bounds,
		minWidth: 390,
		minHeight: 480,
		show: false,
		title: "Gatehouse",
		icon: options.icon,
		backgroundColor: BACKGROUND,
		webPreferences
	});
	if (maximised) window.maximize();
	const banner = new WebContentsView({ webPreferences });
	options.fence.guard(window.webContents);
	options.fence.guard(banner.webContents);
	rememberPlace(window, options.placeFile);
	banner.setVisible(false);
	window.contentView.addChildView(banner);
	const layBanner = () => {
		const { width } = window.getContentBounds();
		banner.setBounds({
			x: 0,
			y: 0,
			width,
			height: BANNER_HEIGHT
		});
	};
	window.on("resize", layBanner);
	layBanner();
	banner.webContents.loadURL(`${LOCAL_ORIGIN}/banner`);
	window.on("close", (event) => {
		if (options.leaving()) return;
		event.preventDefault();
		window.hide();
		options.hidden();
	});
	window.on("page-title-updated", (event) => event.preventDefault());
	return {
		contents: window.webContents,
		show() {
			if (window.isMinimized()) window.restore();
			window.show();
			window.focus();
		},
		isVisible: () => window.isVisible(),
		load(url) {
			window.loadURL(url).catch(() => {});
		},
		tell(view) {
			for (const contents of [window.webContents, banner.webContents]) if (options.fence.kindOf(contents.getURL()) === "local") contents.send(VIEW_EVENT, view);
			banner.setVisible(view.banner !== void 0);
		},
		close() {
			banner.webContents.close();
			if (!window.isDestroyed()) window.destroy();
		}
	};
}
function preloadPath(folder) {
	return join(folder, "preload.cjs");
}
// electron/shell.ts
var PARTITION = "persist:window";
/** A gateway that ran this long is started again at once after a crash, and the count begins anew. */
var STEADY_MS = 6e4;
var FIRST_WAIT_MS = 250;
var CRASHES_IN_A_ROW = 5;
/** The desktop application once Electron is ready: window, tray and the gateway process. */
function startShell(options) {
	const { language, texts } = textsFor(app.getLocale());
	const windowSession = session.fromPartition(PARTITION, { cache: false });
	windowSession.setProxy({ mode: "direct" });
	serveLocalPages(windowSession, join(options.folder, "pages"));
	const fence = createFence(windowSession, texts, !app.isPackaged);
	const keychain = createKeychain(join(options.userData, "keychain.bin"));
	let view = {
		stage: "starting",
		turn: 0,
		language,
		texts
	};
	let gateway;
	let state;
	let port;
	let leaving = false;
	let crashes = 0;
	let boundAt = 0;
	let links = 0;
	let toldHidden = false;
	let stopping = Promise.resolve();
	let stopped = false;
	const baseUrl = () => port === void 0 ? void 0 : `http://127.0.0.1:${port}/v1`;
	const notify = (title, body) => {
		if (Notification.isSupported()) new Notification({
			title,
			body
		}).show();
	};
	const actions = {
		open: () => window.show(),
		quit: () => void quit(),
		copyBaseUrl: () => clipboard.writeText(baseUrl() ?? ""),
		setLockdown: (on) => gateway?.send({
			kind: "lockdown",
			on
		}),
		setStartAtLogin(on) {
			setStartAtLogin(on);
			refresh();
		}
	};
	const tray = createTray(options.iconFolder, texts, actions);
	const window = createWindow({
		session: windowSession,
		fence,
		preload: preloadPath(options.folder),
		icon: join(options.iconFolder, "icon.png"),
		placeFile: join(options.userData, "window.json"),
		leaving: () => leaving,
		hidden() {
			if (!toldHidden) notify(texts.stillRunning, texts.stillRunningHint);
			toldHidden = true;
		}
	});
	const unlocking = createUnlocking({
		keychain,
		texts,
		show: (shown) => show(shown),
		send: (message) => gateway?.send(message)
	});
	function refresh() {
		if (leaving) return;
		const url = baseUrl();
		tray.update({
			stage: view.stage,
			...state && { gateway: state },
			...url !== void 0 && { baseUrl: url }
		});
		setApplicationMenu(texts, {
			lockdown: state?.lockdown === true,
			open: view.stage === "open",
			startAtLogin: startsAtLogin()
		}, actions);
		window.tell(view);
	}
	/** A stage that needs a person, or has no gateway's page yet, is shown on the local page. */
	function show(next) {
		const { banner } = view;
		view = {
			turn: view.turn + 1,
			language,
			texts,
			...banner !== void 0 && { banner },
			...next
		};
		const local = fence.kindOf(window.contents.getURL()) === "local";
		if (view.stage !== "open" && view.stage !== "restarting" && !local) window.load(`${LOCAL_ORIGIN}/start`);
		refresh();
	}
	function received(message) {
		switch (message.kind) {
			case "locked":
				unlocking.locked(message);
				break;
			case "bound":
				opened(message.port);
				break;
			case "link":
				if (message.id === links) window.load(message.url);
				break;
			case "state":
				stateChanged(message.state);
				break;
			case "failed": show({
				stage: "failed",
				reason: [message.message, message.hint].filter(Boolean).join(" ")
			});
		}
	}
	function opened(at) {
		unlocking.opened();
		const before = port;
		port = at;
		boundAt = Date.now();
		fence.allow(`http://127.0.0.1:${at}`);
		const same = before === at && fence.kindOf(window.contents.getURL()) === "ui";
		show({
			stage: "open",
			...view.stage === "restarting" && { banner: texts.restarted }
		});
		if (!same) signIn();
	}
	function signIn() {
		links += 1;
		gateway?.send({
			kind: "link",
			id: links
		});
	}
	function stateChanged(next) {
		const before = state;
		state = next;
		if (next.local === "failed" && before?.local !== "failed") notify(texts.localFailed, `${next.message} ${texts.localFailedHint}`);
		if (before && next.lockdown !== before.lockdown) notify(next.lockdown ? texts.lockdownOn : texts.lockdownOff, next.lockdown ? texts.lockdownOnHint : texts.lockdownOffHint);
		refresh();
	}
	function startGateway() {
		gateway = startGatewayProcess({
			script: options.gatewayScript,
			start: options.start,
			received,
			ended
		});
	}
	function ended(expected) {
		gateway = void 0;
		state = void 0;
		fence.allow(void 0);
		if (leaving || expected) return refresh();
		crashes = Date.now() - boundAt > STEADY_MS ? 1 : crashes + 1;
		if (crashes > CRASHES_IN_A_ROW) {
			notify(texts.failed, texts.keepsFailing);
			return show({
				stage: "failed",
				reason: texts.keepsFailing
			});
		}
		show({
			stage: "restarting",
			banner: texts.restarting
		});
		setTimeout(() => {
			if (!leaving && !gateway) startGateway();
		}, FIRST_WAIT_MS * 2 ** (crashes - 1));
	}
	function quit() {
		if (!leaving) {
			leaving = true;
			stopping = (gateway?.stop() ?? Promise.resolve()).then(() => {
				stopped = true;
				app.quit();
			});
			window.close();
			tray.destroy();
		}
		return stopping;
	}
	const answers = {
		view: () => view,
		passphrase: (passphrase) => unlocking.passphrase(passphrase),
		recover: (input) => unlocking.recover(input),
		retryKeychain: () => unlocking.retryKeychain(),
		otherWay: () => unlocking.otherWay(),
		restart() {
			if (gateway || view.stage !== "failed") return;
			crashes = 0;
			show({ stage: "starting" });
			startGateway();
		},
		dismissBanner() {
			const { banner: _, ...rest } = view;
			view = rest;
			refresh();
		},
		info: () => ({
			version: app.getVersion(),
			platform: `${process.platform} (${hostname()})`,
			startAtLogin: startsAtLogin()
		}),
		setStartAtLogin(on) {
			actions.setStartAtLogin(on);
			return answers.info(void 0);
		},
		signIn
	};
	serveBridge(answers, (frame) => frame && frame.parent === null ? fence.kindOf(frame.url) : void 0);
	window.load(`${LOCAL_ORIGIN}/start`);
	refresh();
	if (!options.hidden) window.show();
	startGateway();
	app.on("gatehouse:tray-menu", ((give) => give(tray.menu())));
	app.on("before-quit", (event) => {
		if (stopped) return;
		event.preventDefault();
		quit();
	});
	return {
		show: () => window.show(),
		quit
	};
}
// electron/main.ts
/** Entry of the desktop application. */
var folder = import.meta.dirname;
var { env } = process;
var home = resolve(env["GATEHOUSE_HOME"] || defaultHome(env));
var userData = join(home, "desktop");
app.setName("Gatehouse");
app.setPath("userData", userData);
protocol.registerSchemesAsPrivileged([{
	scheme: LOCAL_SCHEME,
	privileges: {
		standard: true,
		secure: true
	}
}]);
if (app.requestSingleInstanceLock()) app.whenReady().then(() => {
	const packaged = app.isPackaged;
	const shell = startShell({
		folder,
		gatewayScript: join(folder, "..", "gateway", "shell.js"),
		iconFolder: packaged ? join(process.resourcesPath, "resources", "icons") : join(folder, "..", "resources", "icons"),
		userData,
		hidden: process.argv.includes(HIDDEN),
		start: {
			kind: "start",
			home,
			node: packaged ? join(process.resourcesPath, process.platform === "win32" ? "node.exe" : "node") : env["GATEHOUSE_NODE"] || "node",
			...packaged && { resourcesDir: join(process.resourcesPath, "resources") }
		}
	});
	app.on("second-instance", () => shell.show());
	app.on("activate", () => shell.show());
	app.on("window-all-closed", () => {});
	for (const signal of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.on(signal, () => void shell.quit());
});
else app.quit();
export {};
