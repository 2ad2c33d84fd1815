/* The smallest CGI program: what its row costs is the process. */
#include <stdio.h>

int main(void)
{
    return puts("Content-Type: text/plain\n\nHello, world") < 0;
}
