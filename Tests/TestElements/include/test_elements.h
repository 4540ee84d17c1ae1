#pragma once

/// Registers `testfinder` in this process, after `gst_init`. Calling it again does nothing.
void test_elements_register(void);
