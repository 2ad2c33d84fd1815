package org.postern.daemon.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is said about commands that were given wrongly. */
class CommandsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
                    sevre            > there is no command "sevre"; did you mean "serve"?; `postern help` lists the commands
                    nonsense x       > there is no command "nonsense"; `postern help` lists the commands
                    rollback --state . > Missing required parameter: 'INTERPRETER'; `postern help rollback` tells what it takes
                    status --nonsense > Unknown option: '--nonsense'; `postern help status` tells what it takes
                    """)
    void wrongArguments_areNamed_withTheHelpThatTellsMore(String arguments, String expected) {
        assertEquals("postern: " + expected + "\n", failure(arguments.split(" ")));
    }

    @Test
    void optionsOfWhichOneIsNeeded_areNamed() {
        assertEquals(
                "postern: Missing required argument (specify one of these): (--config=FILE | --state=FOLDER);"
                        + " `postern help modules` tells what it takes\n",
                failure("modules"));
    }

    @Test
    void settingWithALongName_hasItsMeaningBelow() {
        assertEquals("roots                              folders\n", HelpCommand.line("roots", "folders"));
        String longOne = "interpreter.NAME.reload-on-error = x";
        assertEquals(longOne + "\n" + " ".repeat(35) + "meaning\n", HelpCommand.line(longOne, "meaning"));
    }

    private static String failure(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = Commands.line(arguments).setErr(new PrintWriter(said, true));
        assertEquals(1, line.execute(arguments));
        return said.toString();
    }
}
