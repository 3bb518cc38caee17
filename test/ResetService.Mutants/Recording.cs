using NUnit.Framework.Interfaces;
using StackExchange.Redis;

namespace ResetService.Mutants;

/// <summary>Learns which tests run which scripts: the server forgets all scripts before a test, and knows after it those that the test has run.</summary>
internal sealed class Recording(IServer redis, Scripts scripts) : ITestListener
{
    private readonly HashSet<(string Script, string Test)> runs = [];

    /// <summary>The names of the tests that run a script; the prelude runs with each.</summary>
    public IEnumerable<string> TestsOf(string script) => runs.Where(run => run.Script == script || script == Scripts.Prelude).Select(run => run.Test).Distinct();

    public void TestStarted(ITest test)
    {
        if (!test.IsSuite) redis.ScriptFlush();
    }

    public void TestFinished(ITestResult result)
    {
        if (!result.Test.IsSuite) runs.UnionWith(scripts.Running.Where(script => redis.ScriptExists(script.Value)).Select(script => (script.Key, result.FullName)));
    }

    public void TestOutput(TestOutput output)
    {
    }

    public void SendMessage(TestMessage message)
    {
    }
}
