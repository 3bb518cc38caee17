using System.Reflection;
using System.Xml.Linq;
using NUnit;
using NUnit.Framework;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using ResetService.Tests.Support;

namespace ResetService.Mutants;

/// <summary>The tests that speak to the scripts without the web around them, of which each server has its own: those on redis-server. They run in this process.</summary>
internal sealed class ScriptTests : ITestAssemblyBuilder
{
    // All of them take seconds. A change can make one wait for what never comes; no script loops, so that none can keep the server.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Assembly Tests = typeof(Servers).Assembly;

    private static readonly Type[] Fixtures =
        [.. Tests.GetTypes().Where(type => !type.IsAbstract && type.GetCustomAttributes<TestFixtureAttribute>().Any(fixture => IsOnRedis(fixture.Arguments)))];

    /// <summary>Runs all.</summary>
    /// <returns>The name of the first red one, or null.</returns>
    public static string? RunAll(ITestListener listener) => Run(TestFilter.Empty, stopAtRed: false, listener);

    /// <summary>Runs these, up to the first red one.</summary>
    /// <returns>Its name, or null where all are green.</returns>
    public static string? Run(IEnumerable<string> tests)
    {
        var these = new XElement("filter", new XElement("or", tests.Select(test => new XElement("test", test))));
        return Run(TestFilter.FromXml(these.ToString()), stopAtRed: true, TestListener.NULL);
    }

    // Without the set-up fixtures, so that the shared servers outlive a run.
    public ITest Build(Assembly assembly, IDictionary<string, object> options)
    {
        var suite = new TestAssembly(assembly, nameof(ScriptTests));
        var fixtures = Fixtures.SelectMany(type => new DefaultSuiteBuilder().BuildFrom(new TypeWrapper(type)).Tests).OfType<TestFixture>();
        foreach (var fixture in fixtures.Where(fixture => IsOnRedis(fixture.Arguments))) suite.Add(fixture);
        return suite;
    }

    public ITest Build(string assemblyNameOrPath, IDictionary<string, object> options) => throw new NotSupportedException();

    private static bool IsOnRedis(object?[] arguments) => arguments is [nameof(Servers.Redis)];

    private static string? Run(TestFilter filter, bool stopAtRed, ITestListener listener)
    {
        var runner = new NUnitTestAssemblyRunner(new ScriptTests());
        runner.Load(Tests, new Dictionary<string, object>
        {
            [FrameworkPackageSettings.NumberOfTestWorkers] = 0,
            [FrameworkPackageSettings.StopOnError] = stopAtRed,
            [FrameworkPackageSettings.SynchronousEvents] = true, // a recording must see a test's start before the test does
        });

        var run = Task.Run(() => runner.Run(listener, filter)); // one that never ends is left behind
        return run.Wait(Patience) ? FirstRed(run.Result) : $"what takes longer than {Patience}";
    }

    private static string? FirstRed(ITestResult result)
    {
        if (result.ResultState.Status is not TestStatus.Failed) return null;
        return result.Children.Select(FirstRed).FirstOrDefault(red => red is not null) ?? result.FullName;
    }
}
