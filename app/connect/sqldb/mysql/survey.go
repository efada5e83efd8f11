package mysql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// The rights on a database without which something of it cannot be seen, and those without which something cannot be written.
var (
	toSee   = []struct{ right, what string }{{"SHOW VIEW", "views"}, {"TRIGGER", "triggers, and so no tables"}, {"EVENT", "events"}}
	toWrite = []string{"CREATE", "ALTER", "DROP", "INSERT", "REFERENCES", "TRIGGER", "CREATE VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT"}
)

// Survey asks for the server's state and for the account's rights.
func (c *connector) Survey(ctx context.Context) (lockstep.Survey, error) {
	var found lockstep.Survey
	var account, charset, collation, clock string
	var only bool
	sent := time.Now()
	err := c.reads.QueryRowContext(ctx, "SELECT VERSION(), CURRENT_USER(), @@global.read_only, UTC_TIMESTAMP(6), DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME"+
		" FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()").Scan(&found.Version, &account, &only, &clock, &charset, &collation)
	if err != nil {
		return found, c.fault(ctx, err)
	}
	if at, err := time.Parse("2006-01-02 15:04:05.999999", clock); err == nil {
		found.Clock = lockstep.Clock{Known: true, Ahead: at.Sub(sent.Add(time.Since(sent) / 2)).Round(time.Second)}
	}
	may, err := c.rights(ctx)
	if err != nil {
		return found, err
	}
	c.surveyRights(&found, may, only, account)
	for _, see := range toSee {
		if !may.on(see.right, "") {
			found.Notes = append(found.Notes, fmt.Sprintf("The account %s may not see %s where it has no right %s on them. They are left out.", account, see.what, see.right))
		}
	}
	if !may.on("EXECUTE", "") && !may.on("ALTER ROUTINE", "") && !may.on("CREATE ROUTINE", "") {
		found.Notes = append(found.Notes, fmt.Sprintf("The account %s may not see functions and procedures, as it has no right on them: what is read holds none.", account))
	}
	found.Notes = append(found.Notes, fmt.Sprintf("The database's own character set is %s with the collation %s. Tables and columns say theirs themselves; parameters and variables of routines that do not say any take the database's.", charset, collation))
	notes, err := c.surveySettings(ctx)
	if err != nil {
		return found, err
	}
	found.Notes = append(found.Notes, notes...)
	if source := c.replicates(ctx); source != "" {
		found.Notes = append(found.Notes, fmt.Sprintf("%s is a replica of %s: what is written here does not come there.", c.address, source))
	}
	if !isMariaDB(found.Version) {
		found.Notes = append(found.Notes, "Lockstep is tested with MariaDB. On MySQL try a promotion on a copy first.")
	}
	return found, nil
}

// surveyRights says whether the account could write, and what it could not.
func (c *connector) surveyRights(found *lockstep.Survey, may rights, only bool, account string) {
	var lacks []string
	needed := toWrite
	if len(c.scope.Rows) > 0 {
		needed = append(slices.Clone(toWrite), "UPDATE", "DELETE")
	}
	for _, right := range needed {
		if !may.on(right, "") {
			lacks = append(lacks, right)
		}
	}
	found.Rights = lockstep.MayWrite
	switch {
	case only && !may.everywhere("READ_ONLY ADMIN") && !may.everywhere("READ ONLY ADMIN") && !may.everywhere("SUPER"):
		found.Rights, found.Why = lockstep.MayRead, fmt.Sprintf("%s is set to read_only. Connect to the server that is written to.", c.address)
	case len(lacks) == len(needed) && len(may.tables) == 0:
		found.Rights, found.Why = lockstep.MayRead, fmt.Sprintf("The account %s may only read %s. Grant it rights such as ALTER, or use another account.", account, c.address.database)
	case len(lacks) > 0:
		found.Why = fmt.Sprintf("The account %s lacks rights on %s: %s. What needs them cannot be written.", account, c.address.database, strings.Join(lacks, ", "))
	}
}

// replicates is the host that the server replicates from; "" where it does not, or does not tell.
func (c *connector) replicates(ctx context.Context) string {
	rows, err := c.reads.QueryContext(ctx, "SHOW SLAVE STATUS")
	if err != nil {
		return ""
	}
	defer rows.Close()
	r := results{rows: rows}
	s, err := r.next()
	if err != nil {
		return ""
	}
	return s.value("Master_Host")
}

// surveySettings names the settings tables whose rows are not written at once.
func (c *connector) surveySettings(ctx context.Context) (notes []string, err error) {
	tables, err := c.settings(ctx, c.reads)
	for _, t := range tables {
		if !t.transactional() {
			notes = append(notes, fmt.Sprintf("The settings table %s is kept by the engine %s, which knows no transactions: its rows are not written at once.", t.name, t.option("ENGINE")))
		}
	}
	return notes, err
}
