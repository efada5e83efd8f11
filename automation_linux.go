//go:build desktop && linux && e2e

package main

/*
#cgo linux pkg-config: gtk+-3.0
#cgo !webkit2_41 pkg-config: webkit2gtk-4.0
#cgo webkit2_41 pkg-config: webkit2gtk-4.1
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>
#include <stdlib.h>

static WebKitWebView *on_create_web_view(WebKitAutomationSession *s, gpointer view)
{
	return WEBKIT_WEB_VIEW(view);
}

static void on_automation_started(WebKitWebContext *c, WebKitAutomationSession *s, gpointer view)
{
	WebKitApplicationInfo *info = webkit_application_info_new();
	webkit_application_info_set_name(info, "lockstep");
	webkit_application_info_set_version(info, 1, 0, 0);
	webkit_automation_session_set_application_info(s, info);
	webkit_application_info_unref(info);
	g_signal_connect(s, "create-web-view", G_CALLBACK(on_create_web_view), view);
}

// WebKitWebDriver may drive a view only if the view was made for it, and Wails makes its view with this function. The
// linker takes the one in the program before WebKitGTK's, which sets no more than the first property. Automation is
// allowed here and not earlier, so that a driver never finds the program without its view.
GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *m)
{
	gboolean automated = getenv("LOCKSTEP_AUTOMATION") != NULL;
	WebKitWebContext *c = webkit_web_context_get_default();
	if (automated)
		webkit_web_context_set_automation_allowed(c, TRUE);
	GtkWidget *view = GTK_WIDGET(g_object_new(WEBKIT_TYPE_WEB_VIEW,
		"user-content-manager", m,
		"is-controlled-by-automation", automated, NULL));
	if (automated)
		g_signal_connect(c, "automation-started", G_CALLBACK(on_automation_started), view);
	return view;
}
*/
import "C"
