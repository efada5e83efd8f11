package values_test

import (
	"strings"
	"testing"

	"lockstep/app/values"
)

// pem is a private key by its form: what is in it is no key.
func pem(kind string) string {
	return "-----BEGIN " + kind + "-----\n" + strings.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n", 4) + "-----END " + kind + "-----\n"
}

func TestLookOf(t *testing.T) {
	for look, texts := range map[values.Look][]string{
		values.LooksURL: {"https://shop.example", "http://localhost:8080/a?b=c", "postgres://shop@db.qa.shop.example:5432/shop", "jdbc:postgresql://db/shop", "wss://live.shop.example/x",
			"redis://cache:6379", "https://user:password@shop.example", "amqp://user:<password>@mq"},
		values.LooksHost: {"shop.example", "db.qa.shop.example", "localhost", "localhost:3000", "smtp.shop.de", "db:5432", "shop-api.internal:80", "cache.shop.svc.cluster.local"},
		values.LooksIP:   {"10.0.0.7", "192.168.1.10:8080", "2001:db8::1", "[2001:db8::1]:443", "10.0.0.0/8", "::1"},
		values.LooksMail: {"orders@shop.example", "Shop <orders@qa.shop.example>", "a.b+c@dev.test"},
		values.LooksPath: {"/var/lib/shop", "/etc/shop/tls.crt", "/home/shop/data", `C:\Shop\data`, "D:/shop", `\\files\shop`, "~/shop"},
		values.LooksKey: {"ghp_" + strings.Repeat("a1B2c3", 6), "AKIAIOSFODNN7QRSTUVW", "AIza" + strings.Repeat("a1B-c", 7), "xoxb-2081-3312-aZ81kqLm20pR", "glpat-a1B2c3D4e5F6g7H8i9J0",
			"Bearer a1B2c3D4e5F6g7H8", "whsec_a1B2c3D4e5F6g7H8"},
		values.LooksLiveKey:     {"sk_live_51Hqp9vZ2eW8", "pk_live_51Hqp9vZ2eW8", "rzp_live_a1B2c3D4e5F6"},
		values.LooksTestKey:     {"sk_test_51Hqp9vZ2eW8", "rk_test_51Hqp9vZ2eW8", "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM"},
		values.LooksJWT:         {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJlLXNpZw"},
		values.LooksPrivateKey:  {pem("PRIVATE KEY"), pem("RSA PRIVATE KEY"), pem("OPENSSH PRIVATE KEY"), strings.ReplaceAll(pem("EC PRIVATE KEY"), "\n", `\n`)},
		values.LooksCredentials: {"postgres://shop:Gh7kk2@db.shop.example/shop", "redis://:s3cr3tpw@cache:6379/0", "Server=db;Database=shop;User Id=sa;Password=Gh7kk2;", "host=db user=shop password=Gh7kk2"},
		values.LooksToken:       {"a8f5K2mZ9qR4tW1xY7bN3cV6", "dGhpcyBpcyBub3QgYSBrZXk1Mjk4", "Zk3-9sLq_0vT7xB2mN5pR8wY1"},
		values.LooksHash:        {"5d41402abc4b2a76b9719d911017c592", "sha512-" + strings.Repeat("aB3/", 20) + "==", "sha256:" + strings.Repeat("0a1b", 16), "h1:" + strings.Repeat("aB3x", 11)},
		values.LooksTime:        {"2026-03-01", "2026-03-01T10:00:00Z", "2026-03-01 10:00:00.123 +02:00", "12:30:45", "01.03.2026", "Sun, 01 Mar 2026 10:00:00 GMT"},
		values.LooksID:          {"3f2504e0-4f89-11d3-9a0c-0305e82c3301", "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "507f1f77bcf86cd799439011"},
		values.LooksMask: {"*****", "••••", "[redacted]", "[REDACTED]", values.LeftOut, values.NotSet, "[secret 3f9a1c]", "<hidden>", "xxxxx", "XXXX-XXXX", "***REMOVED***", "(hidden)", "********1234",
			"sk_live_****1234", "**********"},
		values.LooksReference: {"${DB_PASSWORD}", "$DB_PASSWORD", "{{ .Values.password }}", "%env(resolve:APP_SECRET)%", "vault:secret/data/shop#key", "ENC[AES256_GCM,data:abc]", "https://${HOST}/a", "$(cat /run/key)"},
		values.LooksPlain: {"", "a", "8080", "true", "hello", "Your order in the shop", "1.2.3", "v1.22.0-rc.1", "index.js", "config.json", "com.shop.orders.Main", "java.util.List", "shop.title", "app.mail.subject",
			"/api/v1/orders", "/", "/#/home", "*/5 * * * *", "* * * * *", "**/*.json", "src/**/*.ts", "utf-8", "en-US", "text/html; charset=utf-8", "shop@1.2.3", "@shop/orders", "sk-learn", "task-force",
			"sk_live_", "sk_test_xxxxxxxxxxxx", "sk_live_your_key_here", "ghp_example", "AKIAIOSFODNN7EXAMPLE", "eyJ", "-----BEGIN PRIVATE KEY-----", "someVeryLongIdentifierNameOfAFunction", "a-long-name-with-words-and-1-number-2",
			"0000000000000000000000000000000000000000", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "#ffcc00", "rgba(0,0,0,0.5)", "12px", "10:30", "XXL", "xxx", "**bold**", "a*b", "test_that_names_are_fine_in_lower_case_1",
			"^[a-z]{2,5}$", "application/json", "pizza: a://b", "background-color", "1000000000", "The token is in test mode."},
	} {
		for _, text := range texts {
			if got := values.LookOf(text); got != look {
				t.Errorf("%q looks like %q, not like %q", text, got, look)
			}
		}
	}
}
