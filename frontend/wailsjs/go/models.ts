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
	    already: number;
	    not_held: string;
	
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
	        this.already = source["already"];
	        this.not_held = source["not_held"];
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
	        this.needed_by = source["needed_by"];
	        this.fields = source["fields"];
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
	    }
	}
	export class SideView {
	    ref: string;
	    title: string;
	    state: string;
	    items: number;
	
	    static createFrom(source: any = {}) {
	        return new SideView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ref = source["ref"];
	        this.title = source["title"];
	        this.state = source["state"];
	        this.items = source["items"];
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
	export class DiffRow {
	    kind: string;
	    left: number;
	    right: number;
	    text_left: string;
	    text_right: string;
	    folded: number;
	
	    static createFrom(source: any = {}) {
	        return new DiffRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.left = source["left"];
	        this.right = source["right"];
	        this.text_left = source["text_left"];
	        this.text_right = source["text_right"];
	        this.folded = source["folded"];
	    }
	}
	export class DiffView {
	    key: string;
	    op: string;
	    mode_before: string;
	    mode_after: string;
	    size_before: number;
	    size_after: number;
	    binary: boolean;
	    too_large: boolean;
	    rows: DiffRow[];
	    added: number;
	    removed: number;
	
	    static createFrom(source: any = {}) {
	        return new DiffView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.op = source["op"];
	        this.mode_before = source["mode_before"];
	        this.mode_after = source["mode_after"];
	        this.size_before = source["size_before"];
	        this.size_after = source["size_after"];
	        this.binary = source["binary"];
	        this.too_large = source["too_large"];
	        this.rows = this.convertValues(source["rows"], DiffRow);
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
	export class ProblemView {
	    key: string;
	    path: string;
	    message: string;
	    verdict: string;
	    accepted: boolean;
	    needs: string[];
	
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
	    }
	}
	export class RunView {
	    number: number;
	    uuid: string;
	    act: string;
	    status: string;
	    open: boolean;
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
	    last_run?: RunView;
	    open_run?: RunView;
	
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
	        this.last_run = this.convertValues(source["last_run"], RunView);
	        this.open_run = this.convertValues(source["open_run"], RunView);
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
	export class ExportView {
	    path: string;
	    bytes: number;
	    items: number;
	
	    static createFrom(source: any = {}) {
	        return new ExportView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.bytes = source["bytes"];
	        this.items = source["items"];
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
	    }
	}
	export class ImportView {
	    added: number;
	    already: number;
	    snapshots: SnapshotView[];
	
	    static createFrom(source: any = {}) {
	        return new ImportView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.added = source["added"];
	        this.already = source["already"];
	        this.snapshots = this.convertValues(source["snapshots"], SnapshotView);
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
	    name: string;
	    fields: ObjectFieldView[];
	
	    static createFrom(source: any = {}) {
	        return new ObjectView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.fields = this.convertValues(source["fields"], ObjectFieldView);
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
	    choices: ChoiceRequest;
	
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
	        this.choices = this.convertValues(source["choices"], ChoiceRequest);
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
	    gate?: string;
	    same: number;
	    writes: number;
	    refusal: string;
	    code: string;
	    confirm: string;
	    steps: PlanStepView[];
	    planned_at: string;
	    target_role: string;
	    earlier?: EarlierView;
	
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
	        this.gate = source["gate"];
	        this.same = source["same"];
	        this.writes = source["writes"];
	        this.refusal = source["refusal"];
	        this.code = source["code"];
	        this.confirm = source["confirm"];
	        this.steps = this.convertValues(source["steps"], PlanStepView);
	        this.planned_at = source["planned_at"];
	        this.target_role = source["target_role"];
	        this.earlier = this.convertValues(source["earlier"], EarlierView);
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
	
	    static createFrom(source: any = {}) {
	        return new ProjectView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uuid = source["uuid"];
	        this.name = source["name"];
	        this.slots = this.convertValues(source["slots"], SlotView);
	        this.environments = this.convertValues(source["environments"], EnvironmentView);
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
	    omitted: OmittedView[];
	
	    static createFrom(source: any = {}) {
	        return new TestView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.reachable = source["reachable"];
	        this.message = source["message"];
	        this.items = source["items"];
	        this.omitted = this.convertValues(source["omitted"], OmittedView);
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
	export class VerifyView {
	    snapshots: number;
	    bodies: number;
	    bytes: number;
	    damaged: DamageView[];
	
	    static createFrom(source: any = {}) {
	        return new VerifyView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.snapshots = source["snapshots"];
	        this.bodies = source["bodies"];
	        this.bytes = source["bytes"];
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

}

