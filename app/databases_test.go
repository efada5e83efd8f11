package app_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"lockstep/app"
	"lockstep/app/connect"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// databases is a program with a project on two files of SQLite, QA promoted from Development, which statements have made.
func databases(t *testing.T, drivers func(string) []lockstep.Driver, development, qa []string) *program {
	t.Helper()
	p := programWith(t, drivers)
	if _, err := p.AddProject("Shop"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, statements := range map[string][]string{"Development": development, "QA": qa} {
		db, err := sql.Open("sqlite", filepath.Join(dir, name+".db"))
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range statements {
			if _, err := db.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p.add(app.EnvironmentRequest{Project: "Shop", Name: "Development", Role: "development", Kind: sqlite.Kind, Settings: map[string]string{"path": filepath.Join(dir, "Development.db")}})
	p.add(app.EnvironmentRequest{Project: "Shop", Name: "QA", Role: "test", Upstream: "Development", Kind: sqlite.Kind, Settings: map[string]string{"path": filepath.Join(dir, "QA.db")}})
	return p
}

const aTable = "CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL"

func TestASchemaIsComparedByColumnsAndByWhatHangsOnATable(t *testing.T) {
	p := databases(t, connect.All,
		[]string{aTable + ", price REAL, CHECK (price > 0), CHECK (price < 9))", "CREATE INDEX by_name ON product (name)", "CREATE INDEX by_price ON product (price)"},
		[]string{aTable + ", note TEXT, price REAL, CHECK (id > 0), CHECK (price > 0))", "CREATE INDEX by_name ON product (name DESC)", "CREATE TRIGGER named AFTER INSERT ON product BEGIN SELECT 1; END"},
	)
	compared, err := p.Compare("Shop/QA", "Shop/Development", false)
	if err != nil {
		t.Fatal(err)
	}
	v, err := p.Schema(compared.ID)
	if err != nil || len(v.Objects) != 1 {
		t.Fatalf("the schema is %+v, error %v", v, err)
	}
	want := []app.SchemaPartView{
		{Kind: "primary key", Op: "same", Before: "(id)", After: "(id)"},
		{Kind: "check", Op: "modify", Before: "(id > 0)", After: "(price < 9)"},
		{Kind: "check", Op: "same", Before: "(price > 0)", After: "(price > 0)"},
		{Kind: "index", Name: "by_name", Op: "modify", Before: "ON product (name DESC)", After: "ON product (name)"},
		{Kind: "trigger", Name: "named", Op: "remove", Before: "AFTER INSERT ON product BEGIN SELECT 1; END"},
		{Kind: "index", Name: "by_price", Op: "add", After: "ON product (price)"},
	}
	if diff := cmp.Diff(want, v.Objects[0].Parts); diff != "" {
		t.Error(diff)
	}
	plan, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Shop/Development", Target: "Shop/QA"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := plan.Changes[0].Fields, "− note, ~ check, ~ index by_name, − trigger named, + index by_price"; got != want {
		t.Errorf("it is said to change %q, want %q", got, want)
	}
}

func TestAModelWithoutADocumentIsReadAndNotEdited(t *testing.T) {
	undocumented := func(home string) []lockstep.Driver {
		all := connect.All(home)
		i := slices.IndexFunc(all, func(d lockstep.Driver) bool { return d.Kind == sqlite.Kind })
		all[i].Document = nil
		return all
	}
	p := databases(t, undocumented, []string{aTable + ")", "CREATE VIEW names AS SELECT name FROM product"}, []string{"CREATE TABLE gone (id)", "DROP TABLE gone"})
	v, err := p.Model("Shop/Development", "")
	if err != nil {
		t.Fatal(err)
	}
	if want := aTable + ");\n\nCREATE VIEW names AS SELECT name FROM product;\n"; v.Text != want || v.Language != "sql" || v.Editable || v.Why == "" {
		t.Errorf("the model is %+v", v)
	}
	want := []app.ObjectView{
		{Key: "main:table/product", Name: "product", Kind: "table", Fields: []app.ObjectFieldView{{Name: "id", Type: "INTEGER", Required: true, Unique: true}, {Name: "name", Type: "TEXT", Required: true}},
			Parts: []app.ObjectPartView{{Kind: "primary key", Text: "(id)"}}},
		{Key: "main:view/names", Name: "names", Kind: "view", Fields: []app.ObjectFieldView{}, Parts: []app.ObjectPartView{{Kind: "uses table", Name: "product"}}},
	}
	if diff := cmp.Diff(want, v.Objects); diff != "" {
		t.Error(diff)
	}
	if _, err := p.CheckModel("Shop/Development", "", v.Text); !errors.Is(err, lockstep.Invalid) {
		t.Errorf("error is %v", err)
	}
	plan, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Shop/Development", Target: "Shop/QA"})
	if err != nil {
		t.Fatal(err)
	}
	if diff, err := p.ModelDiff(plan.ID, "main", false); err != nil || diff.Before != "" || diff.Language != "sql" || diff.After+"\n" != v.Text {
		t.Errorf("the texts are %+v, error %v", diff, err)
	}
}
