package mysql

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// sleeper is a trigger that is out of the way while values are put back into its table.
type sleeper struct {
	trigger
	account string // that it runs as
}

func (t trigger) ofUpdates() bool { return strings.EqualFold(t.event, "UPDATE") }

// wakes says that triggers are dropped and made again.
func (m *move) wakes() bool {
	return len(m.back) > 0 && slices.ContainsFunc(m.hadTriggers, trigger.ofUpdates)
}

// asleep drops the triggers that would run where rows are changed. Nobody else writes to the table meanwhile.
func (a *applier) asleep(ctx context.Context, m *move) (all []sleeper, err error) {
	text, err := a.look(ctx, m)
	if err != nil {
		return nil, err
	}
	_, triggers, _ := readTable(text)
	for _, t := range triggers {
		if !t.ofUpdates() {
			continue
		}
		one := sleeper{trigger: t}
		err := a.conn.QueryRowContext(ctx, "SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME = "+literal(t.name)).Scan(&one.account)
		if err != nil {
			return nil, a.fault(ctx, err)
		}
		all = append(all, one)
	}
	for _, t := range all {
		if err := a.exec(ctx, m, "DROP TRIGGER "+quoted(t.name)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// awake makes them again, in their order. Where our account may not say that they run as another one they run as ours.
func (a *applier) awake(ctx context.Context, m *move, all []sleeper) error {
	for _, t := range all {
		at := strings.LastIndex(t.account, "@")
		as := "CREATE DEFINER=" + quoted(t.account[:at]) + "@" + quoted(t.account[at+1:]) + strings.TrimPrefix(t.create, "CREATE")
		err := a.within(ctx, m, body{t.settings, as})
		if errors.Is(err, lockstep.Denied) {
			err = a.within(ctx, m, body{t.settings, t.create})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
