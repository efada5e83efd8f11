export namespace app {
	
	export class AboutView {
	    version: string;
	    home: string;
	    catalog: string;
	    sealed_by: string;
	    sealed_text: string;
	    person: string;
	    bytes: number;
	    snapshots: number;
	    key_saved_at: string;
	    key_saved_by: string;
	    key_due: boolean;
	
	    static createFrom(source: any = {}) {
	        return new AboutView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = source["version"];
	        this.home = source["home"];
	        this.catalog = source["catalog"];
	        this.sealed_by = source["sealed_by"];
	        this.sealed_text = source["sealed_text"];
	        this.person = source["person"];
	        this.bytes = source["bytes"];
	        this.snapshots = source["snapshots"];
	        this.key_saved_at = source["key_saved_at"];
	        this.key_saved_by = source["key_saved_by"];
	        this.key_due = source["key_due"];
	    }
	}
	export class AccountView {
	    key: string;
	    added: number;
	    removed: number;
	    fields: string[];
	    total: number;
	    binary: boolean;
	    large: boolean;
	
	    static createFrom(source: any = {}) {
	        return new AccountView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.added = source["added"];
	        this.removed = source["removed"];
	        this.fields = source["fields"];
	        this.total = source["total"];
	        this.binary = source["binary"];
	        this.large = source["large"];
	    }
	}
	export class ActivityPlaceView {
	    uuid: string;
	    name: string;
	    project: string;
	    role: string;
	    removed: boolean;
	
	    static createFrom(source: any = {}) {
	        return new ActivityPlaceView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uuid = source["uuid"];
	        this.name = source["name"];
	        this.project = source["project"];
	        this.role = source["role"];
	        this.removed = source["removed"];
	    }
	}
	export class ActivityRequest {
	    project: string;
	    environment: string;
	    by: string;
	    act: string;
	    from: string;
	    to: string;
	    offset: number;
	    limit: number;
	
	    static createFrom(source: any = {}) {
	        return new ActivityRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.environment = source["environment"];
	        this.by = source["by"];
	        this.act = source["act"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.offset = source["offset"];
	        this.limit = source["limit"];
	    }
	}
	export class CountsView {
	    added: number;
	    modified: number;
	    removed: number;
	    renamed: number;
	
	    static createFrom(source: any = {}) {
	        return new CountsView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.added = source["added"];
	        this.modified = source["modified"];
	        this.removed = source["removed"];
	        this.renamed = source["renamed"];
	    }
	}
	export class ActivityRunView {
	    number: number;
	    act: string;
	    status: string;
	    open: boolean;
	    by: string;
	    why: string;
	    environment: string;
	    role: string;
	    removed: boolean;
	    source: string;
	    counts: CountsView;
	    takes_back: number;
	    taken_back_by: number;
	    started_at: string;
	    ended_at: string;
	
	    static createFrom(source: any = {}) {
	        return new ActivityRunView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.number = source["number"];
	        this.act = source["act"];
	        this.status = source["status"];
	        this.open = source["open"];
	        this.by = source["by"];
	        this.why = source["why"];
	        this.environment = source["environment"];
	        this.role = source["role"];
	        this.removed = source["removed"];
	        this.source = source["source"];
	        this.counts = this.convertValues(source["counts"], CountsView);
	        this.takes_back = source["takes_back"];
	        this.taken_back_by = source["taken_back_by"];
	        this.started_at = source["started_at"];
	        this.ended_at = source["ended_at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SavedView {
	    id: string;
	    run: number;
	    item: string;
	    columns: string[];
	    whole: boolean;
	    rows: number;
	    bytes: number;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new SavedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.run = source["run"];
	        this.item = source["item"];
	        this.columns = source["columns"];
	        this.whole = source["whole"];
	        this.rows = source["rows"];
	        this.bytes = source["bytes"];
	        this.at = source["at"];
	    }
	}
	export class OutcomeView {
	    name: string;
	    passed: boolean;
	    message: string;
	    took_ms: number;
	
	    static createFrom(source: any = {}) {
	        return new OutcomeView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.passed = source["passed"];
	        this.message = source["message"];
	        this.took_ms = source["took_ms"];
	    }
	}
	export class StepView {
	    key: string;
	    op: string;
	    outcome: string;
	
	    static createFrom(source: any = {}) {
	        return new StepView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.op = source["op"];
	        this.outcome = source["outcome"];
	    }
	}
	export class EditView {
	    from: number;
	    to: number;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new EditView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.from = source["from"];
	        this.to = source["to"];
	        this.text = source["text"];
	    }
	}
	export class FixView {
	    title: string;
	    edits: EditView[];
	
	    static createFrom(source: any = {}) {
	        return new FixView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.edits = this.convertValues(source["edits"], EditView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SpotView {
	    line: number;
	    from: number;
	    to: number;
	
	    static createFrom(source: any = {}) {
	        return new SpotView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.line = source["line"];
	        this.from = source["from"];
	        this.to = source["to"];
	    }
	}
	export class RenameView {
	    from: string;
	    to: string;
	    same: string;
	    other: string;
	
	    static createFrom(source: any = {}) {
	        return new RenameView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.from = source["from"];
	        this.to = source["to"];
	        this.same = source["same"];
	        this.other = source["other"];
	    }
	}
	export class LossView {
	    columns: string[];
	    whole: boolean;
	    rows: number;
	    bytes: number;
	    saved: boolean;
	
	    static createFrom(source: any = {}) {
	        return new LossView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.columns = source["columns"];
	        this.whole = source["whole"];
	        this.rows = source["rows"];
	        this.bytes = source["bytes"];
	        this.saved = source["saved"];
	    }
	}
	export class ProblemView {
	    key: string;
	    path: string;
	    message: string;
	    verdict: string;
	    accepted: boolean;
	    needs: string[];
	    cause?: string;
	    loss?: LossView;
	    whole?: boolean;
	    rename?: RenameView;
	    at?: SpotView;
	    fixes?: FixView[];
	
	    static createFrom(source: any = {}) {
	        return new ProblemView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.path = source["path"];
	        this.message = source["message"];
	        this.verdict = source["verdict"];
	        this.accepted = source["accepted"];
	        this.needs = source["needs"];
	        this.cause = source["cause"];
	        this.loss = this.convertValues(source["loss"], LossView);
	        this.whole = source["whole"];
	        this.rename = this.convertValues(source["rename"], RenameView);
	        this.at = this.convertValues(source["at"], SpotView);
	        this.fixes = this.convertValues(source["fixes"], FixView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ChangeView {
	    op: string;
	    part: string;
	    key: string;
	    from: string;
	    side: string;
	    chosen: boolean;
	    why: string;
	    unsure: boolean;
	    drifted: boolean;
	    widens: string;
	    asked: boolean;
	    aside: boolean;
	    again: boolean;
	    needed_by: string[];
	    fields: string;
	
	    static createFrom(source: any = {}) {
	        return new ChangeView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.part = source["part"];
	        this.key = source["key"];
	        this.from = source["from"];
	        this.side = source["side"];
	        this.chosen = source["chosen"];
	        this.why = source["why"];
	        this.unsure = source["unsure"];
	        this.drifted = source["drifted"];
	        this.widens = source["widens"];
	        this.asked = source["asked"];
	        this.aside = source["aside"];
	        this.again = source["again"];
	        this.needed_by = source["needed_by"];
	        this.fields = source["fields"];
	    }
	}
	export class RunView {
	    number: number;
	    uuid: string;
	    act: string;
	    status: string;
	    open: boolean;
	    undoing: boolean;
	    by: string;
	    why: string;
	    environment: string;
	    source: string;
	    target: string;
	    guard: string;
	    result: string;
	    applied: number;
	    changes: ChangeView[];
	    problems: ProblemView[];
	    failure: string;
	    takes_back: number;
	    taken_back_by: number;
	    steps: StepView[];
	    started_at: string;
	    ended_at: string;
	    checks: OutcomeView[];
	    past_gate: boolean;
	    by_policy: boolean;
	    saved: SavedView[];
	
	    static createFrom(source: any = {}) {
	        return new RunView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.number = source["number"];
	        this.uuid = source["uuid"];
	        this.act = source["act"];
	        this.status = source["status"];
	        this.open = source["open"];
	        this.undoing = source["undoing"];
	        this.by = source["by"];
	        this.why = source["why"];
	        this.environment = source["environment"];
	        this.source = source["source"];
	        this.target = source["target"];
	        this.guard = source["guard"];
	        this.result = source["result"];
	        this.applied = source["applied"];
	        this.changes = this.convertValues(source["changes"], ChangeView);
	        this.problems = this.convertValues(source["problems"], ProblemView);
	        this.failure = source["failure"];
	        this.takes_back = source["takes_back"];
	        this.taken_back_by = source["taken_back_by"];
	        this.steps = this.convertValues(source["steps"], StepView);
	        this.started_at = source["started_at"];
	        this.ended_at = source["ended_at"];
	        this.checks = this.convertValues(source["checks"], OutcomeView);
	        this.past_gate = source["past_gate"];
	        this.by_policy = source["by_policy"];
	        this.saved = this.convertValues(source["saved"], SavedView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ActivityView {
	    runs: ActivityRunView[];
	    total: number;
	    open: RunView[];
	    people: string[];
	    environments: ActivityPlaceView[];
	
	    static createFrom(source: any = {}) {
	        return new ActivityView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.runs = this.convertValues(source["runs"], ActivityRunView);
	        this.total = source["total"];
	        this.open = this.convertValues(source["open"], RunView);
	        this.people = source["people"];
	        this.environments = this.convertValues(source["environments"], ActivityPlaceView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class NeedView {
	    environment: string;
	    slot: string;
	    check: string;
	    secret: string;
	    forgotten: boolean;
	
	    static createFrom(source: any = {}) {
	        return new NeedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.slot = source["slot"];
	        this.check = source["check"];
	        this.secret = source["secret"];
	        this.forgotten = source["forgotten"];
	    }
	}
	export class SettingChangeView {
	    name: string;
	    before?: string;
	    after?: string;
	
	    static createFrom(source: any = {}) {
	        return new SettingChangeView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.before = source["before"];
	        this.after = source["after"];
	    }
	}
	export class SettingsView {
	    op: string;
	    what: string;
	    settings: SettingChangeView[];
	
	    static createFrom(source: any = {}) {
	        return new SettingsView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.what = source["what"];
	        this.settings = this.convertValues(source["settings"], SettingChangeView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class AppliedView {
	    project: string;
	    new: boolean;
	    applied: boolean;
	    changes: SettingsView[];
	    kept: string[];
	    notes: string[];
	    needs: NeedView[];
	    seen: string;
	
	    static createFrom(source: any = {}) {
	        return new AppliedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.new = source["new"];
	        this.applied = source["applied"];
	        this.changes = this.convertValues(source["changes"], SettingsView);
	        this.kept = source["kept"];
	        this.notes = source["notes"];
	        this.needs = this.convertValues(source["needs"], NeedView);
	        this.seen = source["seen"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ApplyRequest {
	    path: string;
	    text: string;
	    remove: boolean;
	    dry_run: boolean;
	    seen: string;
	
	    static createFrom(source: any = {}) {
	        return new ApplyRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.text = source["text"];
	        this.remove = source["remove"];
	        this.dry_run = source["dry_run"];
	        this.seen = source["seen"];
	    }
	}
	export class ArchiveItemView {
	    key: string;
	    part: string;
	    mode: string;
	    size: number;
	    damaged: string;
	
	    static createFrom(source: any = {}) {
	        return new ArchiveItemView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.part = source["part"];
	        this.mode = source["mode"];
	        this.size = source["size"];
	        this.damaged = source["damaged"];
	    }
	}
	export class CommandView {
	    project: string;
	    slot: string;
	    label: string;
	    command: string;
	
	    static createFrom(source: any = {}) {
	        return new CommandView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.slot = source["slot"];
	        this.label = source["label"];
	        this.command = source["command"];
	    }
	}
	export class IntakeView {
	    ref: string;
	    name: string;
	    role: string;
	    new: boolean;
	    connected: boolean;
	    added: number;
	    already: number;
	
	    static createFrom(source: any = {}) {
	        return new IntakeView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.name = source["name"];
	        this.role = source["role"];
	        this.new = source["new"];
	        this.connected = source["connected"];
	        this.added = source["added"];
	        this.already = source["already"];
	    }
	}
	export class ImportView {
	    added: number;
	    already: number;
	    snapshots: SnapshotView[];
	    format: number;
	    sealed: boolean;
	    runs: number;
	    runs_already: number;
	    runs_older: number;
	    projects: string[];
	    environments: IntakeView[];
	    commands: CommandView[];
	    damaged: DamageView[];
	    damages: number;
	    salvage: boolean;
	    refusal: string;
	
	    static createFrom(source: any = {}) {
	        return new ImportView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.added = source["added"];
	        this.already = source["already"];
	        this.snapshots = this.convertValues(source["snapshots"], SnapshotView);
	        this.format = source["format"];
	        this.sealed = source["sealed"];
	        this.runs = source["runs"];
	        this.runs_already = source["runs_already"];
	        this.runs_older = source["runs_older"];
	        this.projects = source["projects"];
	        this.environments = this.convertValues(source["environments"], IntakeView);
	        this.commands = this.convertValues(source["commands"], CommandView);
	        this.damaged = this.convertValues(source["damaged"], DamageView);
	        this.damages = source["damages"];
	        this.salvage = source["salvage"];
	        this.refusal = source["refusal"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DamageView {
	    snapshot: string;
	    key: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new DamageView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.snapshot = source["snapshot"];
	        this.key = source["key"];
	        this.why = source["why"];
	    }
	}
	export class OmittedView {
	    key: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new OmittedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.why = source["why"];
	    }
	}
	export class SnapshotView {
	    id: string;
	    ref: string;
	    environment: string;
	    number: number;
	    reason: string;
	    note: string;
	    by: string;
	    state: string;
	    items: number;
	    bytes: number;
	    omitted: OmittedView[];
	    pinned: boolean;
	    imported?: boolean;
	    taken_at: string;
	    not_held: string;
	    run: number;
	    kept_by: string;
	    kept_at: string;
	
	    static createFrom(source: any = {}) {
	        return new SnapshotView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.ref = source["ref"];
	        this.environment = source["environment"];
	        this.number = source["number"];
	        this.reason = source["reason"];
	        this.note = source["note"];
	        this.by = source["by"];
	        this.state = source["state"];
	        this.items = source["items"];
	        this.bytes = source["bytes"];
	        this.omitted = this.convertValues(source["omitted"], OmittedView);
	        this.pinned = source["pinned"];
	        this.imported = source["imported"];
	        this.taken_at = source["taken_at"];
	        this.not_held = source["not_held"];
	        this.run = source["run"];
	        this.kept_by = source["kept_by"];
	        this.kept_at = source["kept_at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ArchiveView {
	    path: string;
	    format: number;
	    project: string;
	    environment: string;
	    role: string;
	    snapshots: SnapshotView[];
	    bytes: number;
	    known: boolean;
	    here: string;
	    home: string;
	    already: number;
	    not_held: string;
	    damaged: DamageView[];
	    sealed: boolean;
	    import: ImportView;
	
	    static createFrom(source: any = {}) {
	        return new ArchiveView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.format = source["format"];
	        this.project = source["project"];
	        this.environment = source["environment"];
	        this.role = source["role"];
	        this.snapshots = this.convertValues(source["snapshots"], SnapshotView);
	        this.bytes = source["bytes"];
	        this.known = source["known"];
	        this.here = source["here"];
	        this.home = source["home"];
	        this.already = source["already"];
	        this.not_held = source["not_held"];
	        this.damaged = this.convertValues(source["damaged"], DamageView);
	        this.sealed = source["sealed"];
	        this.import = this.convertValues(source["import"], ImportView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class RefusedArchiveView {
	    path: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new RefusedArchiveView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.why = source["why"];
	    }
	}
	export class ArchivesView {
	    path: string;
	    folder: boolean;
	    sealed: boolean;
	    archives: ArchiveView[];
	    refused: RefusedArchiveView[];
	
	    static createFrom(source: any = {}) {
	        return new ArchivesView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.folder = source["folder"];
	        this.sealed = source["sealed"];
	        this.archives = this.convertValues(source["archives"], ArchiveView);
	        this.refused = this.convertValues(source["refused"], RefusedArchiveView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class CheckRequest {
	    environment: string;
	    name: string;
	    url: string;
	    method: string;
	    status: number;
	    headers: Record<string, string>;
	    body: string;
	    json_path: string;
	    equals: string;
	    argv: string[];
	    shell: string;
	    dir: string;
	    env: Record<string, string>;
	    secrets: Record<string, string>;
	    timeout: string;
	    retries: number;
	    from: string;
	
	    static createFrom(source: any = {}) {
	        return new CheckRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.name = source["name"];
	        this.url = source["url"];
	        this.method = source["method"];
	        this.status = source["status"];
	        this.headers = source["headers"];
	        this.body = source["body"];
	        this.json_path = source["json_path"];
	        this.equals = source["equals"];
	        this.argv = source["argv"];
	        this.shell = source["shell"];
	        this.dir = source["dir"];
	        this.env = source["env"];
	        this.secrets = source["secrets"];
	        this.timeout = source["timeout"];
	        this.retries = source["retries"];
	        this.from = source["from"];
	    }
	}
	export class ResultView {
	    name: string;
	    passed: boolean;
	    message: string;
	    output: string;
	    took_ms: number;
	    state: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new ResultView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.passed = source["passed"];
	        this.message = source["message"];
	        this.output = source["output"];
	        this.took_ms = source["took_ms"];
	        this.state = source["state"];
	        this.at = source["at"];
	    }
	}
	export class CheckView {
	    name: string;
	    kind: string;
	    text: string;
	    url: string;
	    method: string;
	    status: number;
	    headers: Record<string, string>;
	    body: string;
	    json_path: string;
	    equals: string;
	    argv: string[];
	    shell: string;
	    dir: string;
	    env: Record<string, string>;
	    secrets: string[];
	    unset: string[];
	    timeout: string;
	    retries: number;
	    result?: ResultView;
	
	    static createFrom(source: any = {}) {
	        return new CheckView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.kind = source["kind"];
	        this.text = source["text"];
	        this.url = source["url"];
	        this.method = source["method"];
	        this.status = source["status"];
	        this.headers = source["headers"];
	        this.body = source["body"];
	        this.json_path = source["json_path"];
	        this.equals = source["equals"];
	        this.argv = source["argv"];
	        this.shell = source["shell"];
	        this.dir = source["dir"];
	        this.env = source["env"];
	        this.secrets = source["secrets"];
	        this.unset = source["unset"];
	        this.timeout = source["timeout"];
	        this.retries = source["retries"];
	        this.result = this.convertValues(source["result"], ResultView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class CheckedView {
	    environment: string;
	    state: string;
	    passed: boolean;
	    checks: ResultView[];
	
	    static createFrom(source: any = {}) {
	        return new CheckedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.state = source["state"];
	        this.passed = source["passed"];
	        this.checks = this.convertValues(source["checks"], ResultView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ChoiceRequest {
	    ticked: string[];
	    ticking: boolean;
	    only: string[];
	    except: string[];
	    take_source: string[];
	    take_target: string[];
	    accept_loss: string[];
	    accept_all: boolean;
	    save_loss: string[];
	    save_all: boolean;
	    emptied: boolean;
	    accept_leak: string[];
	    all_leaks: boolean;
	    past_gate: boolean;
	
	    static createFrom(source: any = {}) {
	        return new ChoiceRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticked = source["ticked"];
	        this.ticking = source["ticking"];
	        this.only = source["only"];
	        this.except = source["except"];
	        this.take_source = source["take_source"];
	        this.take_target = source["take_target"];
	        this.accept_loss = source["accept_loss"];
	        this.accept_all = source["accept_all"];
	        this.save_loss = source["save_loss"];
	        this.save_all = source["save_all"];
	        this.emptied = source["emptied"];
	        this.accept_leak = source["accept_leak"];
	        this.all_leaks = source["all_leaks"];
	        this.past_gate = source["past_gate"];
	    }
	}
	
	export class SideView {
	    ref: string;
	    title: string;
	    state: string;
	    items: number;
	    kind: string;
	    environment: string;
	    name: string;
	    role: string;
	    at: string;
	    number: number;
	    note: string;
	    reason: string;
	
	    static createFrom(source: any = {}) {
	        return new SideView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.title = source["title"];
	        this.state = source["state"];
	        this.items = source["items"];
	        this.kind = source["kind"];
	        this.environment = source["environment"];
	        this.name = source["name"];
	        this.role = source["role"];
	        this.at = source["at"];
	        this.number = source["number"];
	        this.note = source["note"];
	        this.reason = source["reason"];
	    }
	}
	export class CompareView {
	    id: string;
	    a: SideView;
	    b: SideView;
	    changes: ChangeView[];
	    added: number;
	    modified: number;
	    removed: number;
	    renamed: number;
	    alike: number;
	    ignored_values: number;
	    same: number;
	
	    static createFrom(source: any = {}) {
	        return new CompareView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.a = this.convertValues(source["a"], SideView);
	        this.b = this.convertValues(source["b"], SideView);
	        this.changes = this.convertValues(source["changes"], ChangeView);
	        this.added = source["added"];
	        this.modified = source["modified"];
	        this.removed = source["removed"];
	        this.renamed = source["renamed"];
	        this.alike = source["alike"];
	        this.ignored_values = source["ignored_values"];
	        this.same = source["same"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ConnectionRequest {
	    environment: string;
	    slot: string;
	    kind: string;
	    settings: Record<string, string>;
	    secrets: Record<string, string>;
	
	    static createFrom(source: any = {}) {
	        return new ConnectionRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.slot = source["slot"];
	        this.kind = source["kind"];
	        this.settings = source["settings"];
	        this.secrets = source["secrets"];
	    }
	}
	export class ConnectionView {
	    slot: string;
	    kind: string;
	    settings: Record<string, string>;
	    secrets: string[];
	
	    static createFrom(source: any = {}) {
	        return new ConnectionView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.slot = source["slot"];
	        this.kind = source["kind"];
	        this.settings = source["settings"];
	        this.secrets = source["secrets"];
	    }
	}
	
	
	export class DayView {
	    day: string;
	    events: number;
	
	    static createFrom(source: any = {}) {
	        return new DayView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.day = source["day"];
	        this.events = source["events"];
	    }
	}
	export class DiffRequest {
	    session: string;
	    item: string;
	    large: boolean;
	    ignore_space: boolean;
	
	    static createFrom(source: any = {}) {
	        return new DiffRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.session = source["session"];
	        this.item = source["item"];
	        this.large = source["large"];
	        this.ignore_space = source["ignore_space"];
	    }
	}
	export class DiffValueView {
	    address: string;
	    secret: boolean;
	    before: string;
	    after: string;
	    left: boolean;
	    right: boolean;
	    differ: boolean;
	
	    static createFrom(source: any = {}) {
	        return new DiffValueView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.address = source["address"];
	        this.secret = source["secret"];
	        this.before = source["before"];
	        this.after = source["after"];
	        this.left = source["left"];
	        this.right = source["right"];
	        this.differ = source["differ"];
	    }
	}
	export class StretchView {
	    kind: string;
	    left: number;
	    right: number;
	    lines: number;
	
	    static createFrom(source: any = {}) {
	        return new StretchView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.left = source["left"];
	        this.right = source["right"];
	        this.lines = source["lines"];
	    }
	}
	export class DiffView {
	    key: string;
	    from: string;
	    op: string;
	    mode_before: string;
	    mode_after: string;
	    size_before: number;
	    size_after: number;
	    digest_before: string;
	    digest_after: string;
	    binary: boolean;
	    too_large: boolean;
	    image_before: string;
	    image_after: string;
	    language: string;
	    before: string;
	    after: string;
	    lines_before: number;
	    lines_after: number;
	    stretches: StretchView[];
	    marks_before: number[];
	    marks_after: number[];
	    notes: string[];
	    values: DiffValueView[];
	    added: number;
	    removed: number;
	
	    static createFrom(source: any = {}) {
	        return new DiffView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.from = source["from"];
	        this.op = source["op"];
	        this.mode_before = source["mode_before"];
	        this.mode_after = source["mode_after"];
	        this.size_before = source["size_before"];
	        this.size_after = source["size_after"];
	        this.digest_before = source["digest_before"];
	        this.digest_after = source["digest_after"];
	        this.binary = source["binary"];
	        this.too_large = source["too_large"];
	        this.image_before = source["image_before"];
	        this.image_after = source["image_after"];
	        this.language = source["language"];
	        this.before = source["before"];
	        this.after = source["after"];
	        this.lines_before = source["lines_before"];
	        this.lines_after = source["lines_after"];
	        this.stretches = this.convertValues(source["stretches"], StretchView);
	        this.marks_before = source["marks_before"];
	        this.marks_after = source["marks_after"];
	        this.notes = source["notes"];
	        this.values = this.convertValues(source["values"], DiffValueView);
	        this.added = source["added"];
	        this.removed = source["removed"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DiffersView {
	    id: string;
	    a: string;
	    b: string;
	    changes: ChangeView[];
	    counts: CountsView;
	    same: number;
	    read_at: string;
	
	    static createFrom(source: any = {}) {
	        return new DiffersView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.a = source["a"];
	        this.b = source["b"];
	        this.changes = this.convertValues(source["changes"], ChangeView);
	        this.counts = this.convertValues(source["counts"], CountsView);
	        this.same = source["same"];
	        this.read_at = source["read_at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DriftItemView {
	    op: string;
	    key: string;
	
	    static createFrom(source: any = {}) {
	        return new DriftItemView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.key = source["key"];
	    }
	}
	export class DriftView {
	    ref: string;
	    drift?: number;
	    drifted: boolean;
	    known: boolean;
	    items: DriftItemView[];
	    snapshot: string;
	    taken: boolean;
	    since: string;
	    since_at: string;
	    message: string;
	    code: string;
	    checked_at: string;
	    settings_changed: boolean;
	
	    static createFrom(source: any = {}) {
	        return new DriftView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.drift = source["drift"];
	        this.drifted = source["drifted"];
	        this.known = source["known"];
	        this.items = this.convertValues(source["items"], DriftItemView);
	        this.snapshot = source["snapshot"];
	        this.taken = source["taken"];
	        this.since = source["since"];
	        this.since_at = source["since_at"];
	        this.message = source["message"];
	        this.code = source["code"];
	        this.checked_at = source["checked_at"];
	        this.settings_changed = source["settings_changed"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class EarlierView {
	    run: number;
	    changes: number;
	    took: number;
	
	    static createFrom(source: any = {}) {
	        return new EarlierView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.run = source["run"];
	        this.changes = source["changes"];
	        this.took = source["took"];
	    }
	}
	
	export class EnvironmentRequest {
	    ref: string;
	    project: string;
	    name: string;
	    role: string;
	    upstream: string;
	    root: boolean;
	    slot: string;
	    kind: string;
	    settings: Record<string, string>;
	    secrets: Record<string, string>;
	    allow_writing?: boolean;
	    watch?: number;
	
	    static createFrom(source: any = {}) {
	        return new EnvironmentRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.project = source["project"];
	        this.name = source["name"];
	        this.role = source["role"];
	        this.upstream = source["upstream"];
	        this.root = source["root"];
	        this.slot = source["slot"];
	        this.kind = source["kind"];
	        this.settings = source["settings"];
	        this.secrets = source["secrets"];
	        this.allow_writing = source["allow_writing"];
	        this.watch = source["watch"];
	    }
	}
	export class EnvironmentView {
	    uuid: string;
	    ref: string;
	    name: string;
	    project: string;
	    role: string;
	    upstream: string;
	    writable: boolean;
	    address: string;
	    connections: ConnectionView[];
	    snapshots: number;
	    latest?: SnapshotView;
	    expected?: SnapshotView;
	    watch: number;
	    last_run?: RunView;
	    open_run?: RunView;
	    checks: CheckView[];
	    passed_upstream: boolean;
	    on_failure: string;
	    others_unseen: string;
	
	    static createFrom(source: any = {}) {
	        return new EnvironmentView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uuid = source["uuid"];
	        this.ref = source["ref"];
	        this.name = source["name"];
	        this.project = source["project"];
	        this.role = source["role"];
	        this.upstream = source["upstream"];
	        this.writable = source["writable"];
	        this.address = source["address"];
	        this.connections = this.convertValues(source["connections"], ConnectionView);
	        this.snapshots = source["snapshots"];
	        this.latest = this.convertValues(source["latest"], SnapshotView);
	        this.expected = this.convertValues(source["expected"], SnapshotView);
	        this.watch = source["watch"];
	        this.last_run = this.convertValues(source["last_run"], RunView);
	        this.open_run = this.convertValues(source["open_run"], RunView);
	        this.checks = this.convertValues(source["checks"], CheckView);
	        this.passed_upstream = source["passed_upstream"];
	        this.on_failure = source["on_failure"];
	        this.others_unseen = source["others_unseen"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class EventCountView {
	    id: string;
	    counts?: CountsView;
	
	    static createFrom(source: any = {}) {
	        return new EventCountView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.counts = this.convertValues(source["counts"], CountsView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class EventRunView {
	    number: number;
	    act: string;
	    status: string;
	    open: boolean;
	    why: string;
	    from: string;
	    restored_at: string;
	    to: string;
	    takes_back: number;
	    taken_back_by: number;
	
	    static createFrom(source: any = {}) {
	        return new EventRunView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.number = source["number"];
	        this.act = source["act"];
	        this.status = source["status"];
	        this.open = source["open"];
	        this.why = source["why"];
	        this.from = source["from"];
	        this.restored_at = source["restored_at"];
	        this.to = source["to"];
	        this.takes_back = source["takes_back"];
	        this.taken_back_by = source["taken_back_by"];
	    }
	}
	export class EventView {
	    id: string;
	    kind: string;
	    at: string;
	    by: string;
	    run?: EventRunView;
	    before?: SnapshotView;
	    after?: SnapshotView;
	    older: string;
	    counts?: CountsView;
	    counting: boolean;
	    matched: string[];
	    damaged: DamageView[];
	
	    static createFrom(source: any = {}) {
	        return new EventView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.at = source["at"];
	        this.by = source["by"];
	        this.run = this.convertValues(source["run"], EventRunView);
	        this.before = this.convertValues(source["before"], SnapshotView);
	        this.after = this.convertValues(source["after"], SnapshotView);
	        this.older = source["older"];
	        this.counts = this.convertValues(source["counts"], CountsView);
	        this.counting = source["counting"];
	        this.matched = source["matched"];
	        this.damaged = this.convertValues(source["damaged"], DamageView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ExportRequest {
	    refs: string[];
	    environment: string;
	    project: string;
	    all: boolean;
	    passphrase: string;
	
	    static createFrom(source: any = {}) {
	        return new ExportRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.refs = source["refs"];
	        this.environment = source["environment"];
	        this.project = source["project"];
	        this.all = source["all"];
	        this.passphrase = source["passphrase"];
	    }
	}
	export class ExportSizeView {
	    snapshots: number;
	    runs: number;
	    items: number;
	    bytes: number;
	    exact: boolean;
	    not_held: string;
	    secrets: number;
	
	    static createFrom(source: any = {}) {
	        return new ExportSizeView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.snapshots = source["snapshots"];
	        this.runs = source["runs"];
	        this.items = source["items"];
	        this.bytes = source["bytes"];
	        this.exact = source["exact"];
	        this.not_held = source["not_held"];
	        this.secrets = source["secrets"];
	    }
	}
	export class ExportView {
	    path: string;
	    bytes: number;
	    items: number;
	    snapshots: number;
	    runs: number;
	    sealed: boolean;
	    secrets: number;
	
	    static createFrom(source: any = {}) {
	        return new ExportView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.bytes = source["bytes"];
	        this.items = source["items"];
	        this.snapshots = source["snapshots"];
	        this.runs = source["runs"];
	        this.sealed = source["sealed"];
	        this.secrets = source["secrets"];
	    }
	}
	export class OptionView {
	    value: string;
	    label: string;
	
	    static createFrom(source: any = {}) {
	        return new OptionView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.value = source["value"];
	        this.label = source["label"];
	    }
	}
	export class FieldView {
	    name: string;
	    label: string;
	    help: string;
	    default: string;
	    input: string;
	    required: boolean;
	    secret: boolean;
	    options: OptionView[];
	
	    static createFrom(source: any = {}) {
	        return new FieldView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.label = source["label"];
	        this.help = source["help"];
	        this.default = source["default"];
	        this.input = source["input"];
	        this.required = source["required"];
	        this.secret = source["secret"];
	        this.options = this.convertValues(source["options"], OptionView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class GateView {
	    required: boolean;
	    met: boolean;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new GateView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.required = source["required"];
	        this.met = source["met"];
	        this.why = source["why"];
	    }
	}
	export class HistoryRequest {
	    environment: string;
	    search: string;
	    reason: string;
	    pinned: boolean;
	    offset: number;
	    limit: number;
	    around: string;
	
	    static createFrom(source: any = {}) {
	        return new HistoryRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.search = source["search"];
	        this.reason = source["reason"];
	        this.pinned = source["pinned"];
	        this.offset = source["offset"];
	        this.limit = source["limit"];
	        this.around = source["around"];
	    }
	}
	export class HistoryView {
	    environment: string;
	    events: EventView[];
	    offset: number;
	    total: number;
	    all: number;
	    snapshots: number;
	    days: DayView[];
	    reasons: string[];
	    found: number;
	    unread: number;
	    verified_at: string;
	
	    static createFrom(source: any = {}) {
	        return new HistoryView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.events = this.convertValues(source["events"], EventView);
	        this.offset = source["offset"];
	        this.total = source["total"];
	        this.all = source["all"];
	        this.snapshots = source["snapshots"];
	        this.days = this.convertValues(source["days"], DayView);
	        this.reasons = source["reasons"];
	        this.found = source["found"];
	        this.unread = source["unread"];
	        this.verified_at = source["verified_at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ImportRequest {
	    path: string;
	    passphrase: string;
	    salvage: boolean;
	
	    static createFrom(source: any = {}) {
	        return new ImportRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.passphrase = source["passphrase"];
	        this.salvage = source["salvage"];
	    }
	}
	
	
	export class ItemView {
	    key: string;
	    part: string;
	    mode: string;
	    size: number;
	    digest: string;
	    binary: boolean;
	    text: string;
	    base64: string;
	
	    static createFrom(source: any = {}) {
	        return new ItemView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.part = source["part"];
	        this.mode = source["mode"];
	        this.size = source["size"];
	        this.digest = source["digest"];
	        this.binary = source["binary"];
	        this.text = source["text"];
	        this.base64 = source["base64"];
	    }
	}
	export class KeepView {
	    last: number;
	    daily: number;
	    weekly: number;
	    monthly: number;
	
	    static createFrom(source: any = {}) {
	        return new KeepView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.last = source["last"];
	        this.daily = source["daily"];
	        this.weekly = source["weekly"];
	        this.monthly = source["monthly"];
	    }
	}
	export class KeyFileView {
	    path: string;
	
	    static createFrom(source: any = {}) {
	        return new KeyFileView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	    }
	}
	export class KindView {
	    kind: string;
	    title: string;
	    slot_fields: FieldView[];
	    fields: FieldView[];
	
	    static createFrom(source: any = {}) {
	        return new KindView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.title = source["title"];
	        this.slot_fields = this.convertValues(source["slot_fields"], FieldView);
	        this.fields = this.convertValues(source["fields"], FieldView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class LicenceView {
	    name: string;
	    version: string;
	    licence: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new LicenceView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.version = source["version"];
	        this.licence = source["licence"];
	        this.text = source["text"];
	    }
	}
	export class LinkView {
	    source: string;
	    target: string;
	    known: boolean;
	    behind: number;
	    ahead: CountsView;
	    outgoing: number;
	    own: CountsView;
	
	    static createFrom(source: any = {}) {
	        return new LinkView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.source = source["source"];
	        this.target = source["target"];
	        this.known = source["known"];
	        this.behind = source["behind"];
	        this.ahead = this.convertValues(source["ahead"], CountsView);
	        this.outgoing = source["outgoing"];
	        this.own = this.convertValues(source["own"], CountsView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class LogEntryView {
	    at: string;
	    environment: string;
	    kind: string;
	    by: string;
	    run: number;
	    act: string;
	    status: string;
	    why: string;
	    from: string;
	    since: string;
	    before: string;
	    after: string;
	    changes: ChangeView[];
	
	    static createFrom(source: any = {}) {
	        return new LogEntryView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.environment = source["environment"];
	        this.kind = source["kind"];
	        this.by = source["by"];
	        this.run = source["run"];
	        this.act = source["act"];
	        this.status = source["status"];
	        this.why = source["why"];
	        this.from = source["from"];
	        this.since = source["since"];
	        this.before = source["before"];
	        this.after = source["after"];
	        this.changes = this.convertValues(source["changes"], ChangeView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class LogLineView {
	    at: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new LogLineView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.text = source["text"];
	    }
	}
	export class LogRequest {
	    item: string;
	    environment: string;
	    // Go type: time
	    since: any;
	    // Go type: time
	    until: any;
	    limit: number;
	
	    static createFrom(source: any = {}) {
	        return new LogRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.item = source["item"];
	        this.environment = source["environment"];
	        this.since = this.convertValues(source["since"], null);
	        this.until = this.convertValues(source["until"], null);
	        this.limit = source["limit"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class LookView {
	    environment: string;
	    reachable: boolean;
	    problem: string;
	    checked_at: string;
	    state: string;
	    items: number;
	    behind?: number;
	    ahead?: CountsView;
	    outgoing?: number;
	    drift?: number;
	    omitted: OmittedView[];
	    remembered: boolean;
	    code: string;
	    damage: string;
	    own?: CountsView;
	    since: string;
	    found: string;
	    settings_changed: boolean;
	
	    static createFrom(source: any = {}) {
	        return new LookView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.reachable = source["reachable"];
	        this.problem = source["problem"];
	        this.checked_at = source["checked_at"];
	        this.state = source["state"];
	        this.items = source["items"];
	        this.behind = source["behind"];
	        this.ahead = this.convertValues(source["ahead"], CountsView);
	        this.outgoing = source["outgoing"];
	        this.drift = source["drift"];
	        this.omitted = this.convertValues(source["omitted"], OmittedView);
	        this.remembered = source["remembered"];
	        this.code = source["code"];
	        this.damage = source["damage"];
	        this.own = this.convertValues(source["own"], CountsView);
	        this.since = source["since"];
	        this.found = source["found"];
	        this.settings_changed = source["settings_changed"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ObjectPartView {
	    kind: string;
	    name: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new ObjectPartView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.name = source["name"];
	        this.text = source["text"];
	    }
	}
	export class ObjectFieldView {
	    name: string;
	    type: string;
	    required: boolean;
	    unique: boolean;
	    default: string;
	    relation: string;
	
	    static createFrom(source: any = {}) {
	        return new ObjectFieldView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.type = source["type"];
	        this.required = source["required"];
	        this.unique = source["unique"];
	        this.default = source["default"];
	        this.relation = source["relation"];
	    }
	}
	export class ObjectView {
	    key: string;
	    name: string;
	    kind: string;
	    fields: ObjectFieldView[];
	    parts: ObjectPartView[];
	
	    static createFrom(source: any = {}) {
	        return new ObjectView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.name = source["name"];
	        this.kind = source["kind"];
	        this.fields = this.convertValues(source["fields"], ObjectFieldView);
	        this.parts = this.convertValues(source["parts"], ObjectPartView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ModelView {
	    environment: string;
	    slot: string;
	    language: string;
	    text: string;
	    objects: ObjectView[];
	    editable: boolean;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new ModelView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.slot = source["slot"];
	        this.language = source["language"];
	        this.text = source["text"];
	        this.objects = this.convertValues(source["objects"], ObjectView);
	        this.editable = source["editable"];
	        this.why = source["why"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	
	
	
	
	
	export class PageView {
	    snapshots: SnapshotView[];
	    total: number;
	
	    static createFrom(source: any = {}) {
	        return new PageView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.snapshots = this.convertValues(source["snapshots"], SnapshotView);
	        this.total = source["total"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class PlanRequest {
	    act: string;
	    source: string;
	    target: string;
	    model: string;
	    slot: string;
	    with_values: boolean;
	    place: string;
	    value: string;
	    choices: ChoiceRequest;
	    about: string[];
	    found: string;
	
	    static createFrom(source: any = {}) {
	        return new PlanRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.act = source["act"];
	        this.source = source["source"];
	        this.target = source["target"];
	        this.model = source["model"];
	        this.slot = source["slot"];
	        this.with_values = source["with_values"];
	        this.place = source["place"];
	        this.value = source["value"];
	        this.choices = this.convertValues(source["choices"], ChoiceRequest);
	        this.about = source["about"];
	        this.found = source["found"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class PlanStepView {
	    phase: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new PlanStepView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.phase = source["phase"];
	        this.text = source["text"];
	    }
	}
	export class PlanValueView {
	    place: string;
	    key: string;
	    address: string;
	    secret: boolean;
	    status: string;
	    value: string;
	    fingerprint: string;
	    chosen: boolean;
	
	    static createFrom(source: any = {}) {
	        return new PlanValueView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.place = source["place"];
	        this.key = source["key"];
	        this.address = source["address"];
	        this.secret = source["secret"];
	        this.status = source["status"];
	        this.value = source["value"];
	        this.fingerprint = source["fingerprint"];
	        this.chosen = source["chosen"];
	    }
	}
	export class PlanView {
	    id: string;
	    act: string;
	    source: string;
	    target: string;
	    base: string;
	    want: string;
	    source_ref: string;
	    target_ref: string;
	    changes: ChangeView[];
	    problems: ProblemView[];
	    gate: GateView;
	    same: number;
	    writes: number;
	    refusal: string;
	    code: string;
	    confirm: string;
	    steps: PlanStepView[];
	    planned_at: string;
	    target_role: string;
	    detour: string;
	    earlier?: EarlierView;
	    place: string;
	    values: PlanValueView[];
	    owned: string[];
	    on_failure: string;
	    if_it_fails: string;
	    omitted: OmittedView[];
	    not_held: string[];
	    saved: SavedView[];
	    emptied: boolean;
	    script: string;
	
	    static createFrom(source: any = {}) {
	        return new PlanView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.act = source["act"];
	        this.source = source["source"];
	        this.target = source["target"];
	        this.base = source["base"];
	        this.want = source["want"];
	        this.source_ref = source["source_ref"];
	        this.target_ref = source["target_ref"];
	        this.changes = this.convertValues(source["changes"], ChangeView);
	        this.problems = this.convertValues(source["problems"], ProblemView);
	        this.gate = this.convertValues(source["gate"], GateView);
	        this.same = source["same"];
	        this.writes = source["writes"];
	        this.refusal = source["refusal"];
	        this.code = source["code"];
	        this.confirm = source["confirm"];
	        this.steps = this.convertValues(source["steps"], PlanStepView);
	        this.planned_at = source["planned_at"];
	        this.target_role = source["target_role"];
	        this.detour = source["detour"];
	        this.earlier = this.convertValues(source["earlier"], EarlierView);
	        this.place = source["place"];
	        this.values = this.convertValues(source["values"], PlanValueView);
	        this.owned = source["owned"];
	        this.on_failure = source["on_failure"];
	        this.if_it_fails = source["if_it_fails"];
	        this.omitted = this.convertValues(source["omitted"], OmittedView);
	        this.not_held = source["not_held"];
	        this.saved = this.convertValues(source["saved"], SavedView);
	        this.emptied = source["emptied"];
	        this.script = source["script"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ProjectFileView {
	    project: string;
	    path: string;
	    text: string;
	    notes: string[];
	
	    static createFrom(source: any = {}) {
	        return new ProjectFileView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.path = source["path"];
	        this.text = source["text"];
	        this.notes = source["notes"];
	    }
	}
	export class SlotView {
	    name: string;
	    kind: string;
	    settings: Record<string, string>;
	    not_held: string;
	    cache: string;
	    model: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SlotView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.kind = source["kind"];
	        this.settings = source["settings"];
	        this.not_held = source["not_held"];
	        this.cache = source["cache"];
	        this.model = source["model"];
	    }
	}
	export class ProjectView {
	    uuid: string;
	    name: string;
	    slots: SlotView[];
	    environments: EnvironmentView[];
	    keep: KeepView;
	
	    static createFrom(source: any = {}) {
	        return new ProjectView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uuid = source["uuid"];
	        this.name = source["name"];
	        this.slots = this.convertValues(source["slots"], SlotView);
	        this.environments = this.convertValues(source["environments"], EnvironmentView);
	        this.keep = this.convertValues(source["keep"], KeepView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class PruneItemView {
	    ref: string;
	    id: string;
	    taken_at: string;
	    reason: string;
	    keep: boolean;
	    why: string[];
	
	    static createFrom(source: any = {}) {
	        return new PruneItemView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.id = source["id"];
	        this.taken_at = source["taken_at"];
	        this.reason = source["reason"];
	        this.keep = source["keep"];
	        this.why = source["why"];
	    }
	}
	export class PruneRequest {
	    project: string;
	    keep?: KeepView;
	    dry_run: boolean;
	    seen: string;
	
	    static createFrom(source: any = {}) {
	        return new PruneRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.keep = this.convertValues(source["keep"], KeepView);
	        this.dry_run = source["dry_run"];
	        this.seen = source["seen"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class PruneView {
	    dry_run: boolean;
	    snapshots: PruneItemView[];
	    kept: number;
	    dropped: number;
	    bytes_before: number;
	    bytes_after: number;
	    seen: string;
	
	    static createFrom(source: any = {}) {
	        return new PruneView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.dry_run = source["dry_run"];
	        this.snapshots = this.convertValues(source["snapshots"], PruneItemView);
	        this.kept = source["kept"];
	        this.dropped = source["dropped"];
	        this.bytes_before = source["bytes_before"];
	        this.bytes_after = source["bytes_after"];
	        this.seen = source["seen"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ReadStepView {
	    key: string;
	    op: string;
	    now: string;
	
	    static createFrom(source: any = {}) {
	        return new ReadStepView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.op = source["op"];
	        this.now = source["now"];
	    }
	}
	export class ReadBackView {
	    run: number;
	    checked_at: string;
	    items: ReadStepView[];
	    before: number;
	    after: number;
	    neither: number;
	
	    static createFrom(source: any = {}) {
	        return new ReadBackView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.run = source["run"];
	        this.checked_at = source["checked_at"];
	        this.items = this.convertValues(source["items"], ReadStepView);
	        this.before = source["before"];
	        this.after = source["after"];
	        this.neither = source["neither"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class RecordSealView {
	    links: number;
	    head: string;
	
	    static createFrom(source: any = {}) {
	        return new RecordSealView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.links = source["links"];
	        this.head = source["head"];
	    }
	}
	export class RecordView {
	    runs: RunView[];
	    outside: LogEntryView[];
	
	    static createFrom(source: any = {}) {
	        return new RecordView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.runs = this.convertValues(source["runs"], RunView);
	        this.outside = this.convertValues(source["outside"], LogEntryView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	
	export class RuleView {
	    kind: string;
	    pattern: string;
	    default: boolean;
	
	    static createFrom(source: any = {}) {
	        return new RuleView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.pattern = source["pattern"];
	        this.default = source["default"];
	    }
	}
	export class RulesView {
	    project: string;
	    rules: RuleView[];
	    declined: string[];
	    undo: boolean;
	
	    static createFrom(source: any = {}) {
	        return new RulesView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.rules = this.convertValues(source["rules"], RuleView);
	        this.declined = source["declined"];
	        this.undo = source["undo"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class RunPageView {
	    run: RunView;
	    role: string;
	    removed: boolean;
	    roll_back: boolean;
	    guard_at: string;
	    result_at: string;
	
	    static createFrom(source: any = {}) {
	        return new RunPageView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.run = this.convertValues(source["run"], RunView);
	        this.role = source["role"];
	        this.removed = source["removed"];
	        this.roll_back = source["roll_back"];
	        this.guard_at = source["guard_at"];
	        this.result_at = source["result_at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class SchemaFieldView {
	    name: string;
	    op: string;
	    before?: ObjectFieldView;
	    after?: ObjectFieldView;
	    effects: ProblemView[];
	
	    static createFrom(source: any = {}) {
	        return new SchemaFieldView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.op = source["op"];
	        this.before = this.convertValues(source["before"], ObjectFieldView);
	        this.after = this.convertValues(source["after"], ObjectFieldView);
	        this.effects = this.convertValues(source["effects"], ProblemView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SchemaPartView {
	    kind: string;
	    name: string;
	    op: string;
	    before: string;
	    after: string;
	
	    static createFrom(source: any = {}) {
	        return new SchemaPartView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.name = source["name"];
	        this.op = source["op"];
	        this.before = source["before"];
	        this.after = source["after"];
	    }
	}
	export class SchemaObjectView {
	    key: string;
	    name: string;
	    kind: string;
	    op: string;
	    fields: SchemaFieldView[];
	    parts: SchemaPartView[];
	    effects: ProblemView[];
	
	    static createFrom(source: any = {}) {
	        return new SchemaObjectView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.name = source["name"];
	        this.kind = source["kind"];
	        this.op = source["op"];
	        this.fields = this.convertValues(source["fields"], SchemaFieldView);
	        this.parts = this.convertValues(source["parts"], SchemaPartView);
	        this.effects = this.convertValues(source["effects"], ProblemView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class SchemaView {
	    objects: SchemaObjectView[];
	    same: number;
	    model: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SchemaView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.objects = this.convertValues(source["objects"], SchemaObjectView);
	        this.same = source["same"];
	        this.model = source["model"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class StatementView {
	    key: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new StatementView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.text = source["text"];
	    }
	}
	export class ScriptView {
	    statements: StatementView[];
	
	    static createFrom(source: any = {}) {
	        return new ScriptView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.statements = this.convertValues(source["statements"], StatementView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SealedPlanView {
	    path: string;
	    source: string;
	    target: string;
	    changes: number;
	
	    static createFrom(source: any = {}) {
	        return new SealedPlanView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.source = source["source"];
	        this.target = source["target"];
	        this.changes = source["changes"];
	    }
	}
	export class SearchView {
	    keys: string[];
	    skipped: number;
	    unsearched: OmittedView[];
	
	    static createFrom(source: any = {}) {
	        return new SearchView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.keys = source["keys"];
	        this.skipped = source["skipped"];
	        this.unsearched = this.convertValues(source["unsearched"], OmittedView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SecretView {
	    before: string;
	    after: string;
	
	    static createFrom(source: any = {}) {
	        return new SecretView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.before = source["before"];
	        this.after = source["after"];
	    }
	}
	
	
	
	
	
	
	export class StartRequest {
	    plan: string;
	    confirm: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new StartRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.plan = source["plan"];
	        this.confirm = source["confirm"];
	        this.why = source["why"];
	    }
	}
	
	
	
	export class SuggestionView {
	    kind: string;
	    pattern: string;
	    key: string;
	    address: string;
	    evidence: string[];
	    sure: number;
	    ticked: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SuggestionView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.pattern = source["pattern"];
	        this.key = source["key"];
	        this.address = source["address"];
	        this.evidence = source["evidence"];
	        this.sure = source["sure"];
	        this.ticked = source["ticked"];
	    }
	}
	export class TargetView {
	    ref: string;
	    reachable: boolean;
	    problem: string;
	    counts: CountsView;
	    moves: number;
	    conflicts: number;
	    only: number;
	
	    static createFrom(source: any = {}) {
	        return new TargetView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.reachable = source["reachable"];
	        this.problem = source["problem"];
	        this.counts = this.convertValues(source["counts"], CountsView);
	        this.moves = source["moves"];
	        this.conflicts = source["conflicts"];
	        this.only = source["only"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class TestView {
	    reachable: boolean;
	    message: string;
	    items: number;
	    model: number;
	    configuration: number;
	    bytes: number;
	    omitted: OmittedView[];
	    version: string;
	    rights: string;
	    rights_why: string;
	    not_held: string;
	    clock: string;
	    clock_ahead: number;
	    clock_off: boolean;
	    notes: string[];
	    free_known: boolean;
	    free: number;
	    no_files: boolean;
	
	    static createFrom(source: any = {}) {
	        return new TestView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.reachable = source["reachable"];
	        this.message = source["message"];
	        this.items = source["items"];
	        this.model = source["model"];
	        this.configuration = source["configuration"];
	        this.bytes = source["bytes"];
	        this.omitted = this.convertValues(source["omitted"], OmittedView);
	        this.version = source["version"];
	        this.rights = source["rights"];
	        this.rights_why = source["rights_why"];
	        this.not_held = source["not_held"];
	        this.clock = source["clock"];
	        this.clock_ahead = source["clock_ahead"];
	        this.clock_off = source["clock_off"];
	        this.notes = source["notes"];
	        this.free_known = source["free_known"];
	        this.free = source["free"];
	        this.no_files = source["no_files"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class VersionView {
	    begins: number;
	    reached: number;
	    op: string;
	    from: string;
	    conflict: boolean;
	    older: boolean;
	    drift: boolean;
	
	    static createFrom(source: any = {}) {
	        return new VersionView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.begins = source["begins"];
	        this.reached = source["reached"];
	        this.op = source["op"];
	        this.from = source["from"];
	        this.conflict = source["conflict"];
	        this.older = source["older"];
	        this.drift = source["drift"];
	    }
	}
	export class TravellerView {
	    key: string;
	    part: string;
	    detail: string;
	    versions: VersionView[];
	
	    static createFrom(source: any = {}) {
	        return new TravellerView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.part = source["part"];
	        this.detail = source["detail"];
	        this.versions = this.convertValues(source["versions"], VersionView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class WayView {
	    stages: string[];
	    missing: string[];
	    total: number;
	    items: TravellerView[];
	
	    static createFrom(source: any = {}) {
	        return new WayView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.stages = source["stages"];
	        this.missing = source["missing"];
	        this.total = source["total"];
	        this.items = this.convertValues(source["items"], TravellerView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class TravelView {
	    looks: LookView[];
	    links: LinkView[];
	    ways: WayView[];
	
	    static createFrom(source: any = {}) {
	        return new TravelView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.looks = this.convertValues(source["looks"], LookView);
	        this.links = this.convertValues(source["links"], LinkView);
	        this.ways = this.convertValues(source["ways"], WayView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ValueEnvironmentView {
	    ref: string;
	    name: string;
	    role: string;
	    reachable: boolean;
	    problem: string;
	
	    static createFrom(source: any = {}) {
	        return new ValueEnvironmentView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.name = source["name"];
	        this.role = source["role"];
	        this.reachable = source["reachable"];
	        this.problem = source["problem"];
	    }
	}
	export class ValueView {
	    environment: string;
	    status: string;
	    value: string;
	    fingerprint: string;
	    group: number;
	    changed_at: string;
	    fixed: string;
	
	    static createFrom(source: any = {}) {
	        return new ValueView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.environment = source["environment"];
	        this.status = source["status"];
	        this.value = source["value"];
	        this.fingerprint = source["fingerprint"];
	        this.group = source["group"];
	        this.changed_at = source["changed_at"];
	        this.fixed = source["fixed"];
	    }
	}
	export class ValuePlaceView {
	    place: string;
	    key: string;
	    address: string;
	    kind: string;
	    rule: string;
	    differ: boolean;
	    holes: number;
	    values: ValueView[];
	
	    static createFrom(source: any = {}) {
	        return new ValuePlaceView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.place = source["place"];
	        this.key = source["key"];
	        this.address = source["address"];
	        this.kind = source["kind"];
	        this.rule = source["rule"];
	        this.differ = source["differ"];
	        this.holes = source["holes"];
	        this.values = this.convertValues(source["values"], ValueView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ValuesView {
	    project: string;
	    environments: ValueEnvironmentView[];
	    rules: RuleView[];
	    places: ValuePlaceView[];
	    unread: ProblemView[];
	
	    static createFrom(source: any = {}) {
	        return new ValuesView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.project = source["project"];
	        this.environments = this.convertValues(source["environments"], ValueEnvironmentView);
	        this.rules = this.convertValues(source["rules"], RuleView);
	        this.places = this.convertValues(source["places"], ValuePlaceView);
	        this.unread = this.convertValues(source["unread"], ProblemView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class VerifiedView {
	    at: string;
	    by: string;
	    snapshots: number;
	    bodies: number;
	    bytes: number;
	    damaged: number;
	
	    static createFrom(source: any = {}) {
	        return new VerifiedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.by = source["by"];
	        this.snapshots = source["snapshots"];
	        this.bodies = source["bodies"];
	        this.bytes = source["bytes"];
	        this.damaged = source["damaged"];
	    }
	}
	export class VerifyView {
	    snapshots: number;
	    bodies: number;
	    bytes: number;
	    damaged: DamageView[];
	    record: RecordSealView;
	
	    static createFrom(source: any = {}) {
	        return new VerifyView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.snapshots = source["snapshots"];
	        this.bodies = source["bodies"];
	        this.bytes = source["bytes"];
	        this.damaged = this.convertValues(source["damaged"], DamageView);
	        this.record = this.convertValues(source["record"], RecordSealView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	

}

